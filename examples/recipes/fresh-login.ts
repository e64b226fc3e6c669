import { type Clock, createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { localNext, requireFreshLogin } from 'coatcheck/guards/login'
import express, { type Express } from 'express'

export function appWith(now?: Clock): Express {
  const app = express()
  app.use(express.urlencoded(), expressSession(createSessions({ ...optionsFromEnv(), now })))

  // It asks for the password also of those who are logged in.
  app.get('/login', (_req, res) => {
    res.send('<form method="post"><input name="password" type="password">…</form>')
  })

  app.post('/login', (req, res) => {
    req.session.login('ada') // after checking a password
    res.redirect(303, localNext(req.query['next'], '/'))
  })

  const justLoggedIn = guard(requireFreshLogin({ within: '10m', loginPath: '/login', now }))

  app.get('/close-account', justLoggedIn, (_req, res) => {
    res.send('<form method="post"><button>Close my account</button></form>')
  })

  app.post('/close-account', justLoggedIn, (_req, res) => {
    res.send('Closed')
  })

  return app
}

import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import { localNext, requireLogin } from 'coatcheck/guards/login'
import express, { type Express } from 'express'
import { isPassword } from '../shop/password.ts'

declare module 'coatcheck' {
  interface SessionData {
    username: string
  }
}

const sessions = createSessions(optionsFromEnv())

export const app: Express = express()
app.use(express.urlencoded(), expressSession(sessions), guard(protectFromCrossSite()))

app.get('/login', (_req, res) => {
  res.send(`<form method="post">
    <label>Name <input name="username" autocomplete="username"></label>
    <label>Password <input name="password" type="password" autocomplete="current-password"></label>
    <button>Log in</button>
  </form>`)
})

app.post('/login', async (req, res) => {
  const { username = '', password = '' } = req.body ?? {}
  if (username === '' || !(await isPassword(String(password)))) {
    res.status(401).send('Login failed')
    return
  }
  req.session.login(String(username))
  req.session.set('username', String(username))
  res.redirect(303, localNext(req.query['next'], '/me'))
})

app.get('/me', guard(requireLogin({ loginPath: '/login' })), (req, res) => {
  res.type('text').send(`Hello, ${req.session.get('username')}!`)
})

app.post('/logout', async (req, res) => {
  await req.session.logout()
  res.redirect(303, '/login')
})

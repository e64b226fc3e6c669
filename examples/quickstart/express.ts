import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { localNext, requireLogin } from 'coatcheck/guards/login'
import express from 'express'

declare module 'coatcheck' {
  interface SessionData {
    username: string
    visits: number
  }
}

const app = express()
app.use(expressSession(createSessions(optionsFromEnv())))

app.get('/', (req, res) => {
  req.session.set('visits', req.session.get('visits', 0) + 1)
  res.send(`You have visited ${req.session.get('visits')} times`)
})

app.post('/login', express.urlencoded(), (req, res) => {
  // Check the password here.
  const username = String(req.body.username)
  req.session.login(username)
  req.session.set('username', username)
  res.redirect(localNext(req.query['next'], '/me'))
})

app.get('/me', guard(requireLogin({ loginPath: '/login' })), (req, res) => {
  res.send(`Hello, ${req.session.get('username')}!`)
})

app.post('/logout', async (req, res) => {
  await req.session.logout()
  req.session.flash('Bye!')
  res.redirect('/')
})

app.listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')

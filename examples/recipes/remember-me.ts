import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import express, { type Express } from 'express'

const sessions = createSessions({
  ...optionsFromEnv(),
  idleTimeout: '14d',
  absoluteTimeout: '30d',
})

export const app: Express = express()
app.use(express.urlencoded(), expressSession(sessions))

app.post('/login', (req, res) => {
  req.session.login(String(req.body.username)) // after checking a password
  req.session.permanent = req.body.remember === 'on' // the checkbox of the form
  res.send('Welcome')
})

app.get('/', (req, res) => {
  res.type('text').send(`Hello, ${req.session.subject ?? 'stranger'}!`)
})

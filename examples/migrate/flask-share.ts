import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { flaskCodec } from 'coatcheck/codecs/flask'
import express, { type Express } from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const { secrets, ...options } = optionsFromEnv() // SECRET_KEY, SECRET_KEY_FALLBACKS, SESSION_COOKIE_*, …
const sessions = createSessions({ ...options, codec: flaskCodec({ secrets }) })

export const app: Express = express()
app.use(expressSession(sessions))

app.get('/', (req, res) => {
  req.session.set('visits', req.session.get('visits', 0) + 1)
  const { subject } = req.session
  res.json({ subject, visits: req.session.get('visits') })
})

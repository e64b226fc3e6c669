import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { flaskReader } from 'coatcheck/codecs/flask'
import express, { type Express } from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const sessions = createSessions({
  ...optionsFromEnv(), // a SECRET_KEY of Coatcheck's own
  acceptAlso: [
    flaskReader({
      secrets: process.env['FLASK_SECRET_KEY'] ?? '', // or [SECRET_KEY, ...SECRET_KEY_FALLBACKS]
      until: '2027-03-01T00:00:00Z', // from then on the old cookies are refused
    }),
  ],
})

export const app: Express = express()
app.use(expressSession(sessions))

app.get('/', (req, res) => {
  const { subject } = req.session
  res.json({ subject, visits: req.session.get('visits') })
})

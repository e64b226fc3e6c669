import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { ironSessionReader } from 'coatcheck/codecs/iron-session'
import express, { type Express } from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const sessions = createSessions({
  ...optionsFromEnv(), // a SECRET_KEY of Coatcheck's own
  acceptAlso: [
    ironSessionReader({
      passwords: process.env['IRON_PASSWORD'] ?? '', // its `password`: text, or { 1: old, 2: new }
      name: 'my-app-session', // its `cookieName`
      until: '2027-03-01T00:00:00Z', // from then on the old cookies are refused
      subject: (data) => data['userId'], // who is logged in
    }),
  ],
})

export const app: Express = express()
app.use(expressSession(sessions))

app.get('/', (req, res) => {
  const { subject } = req.session
  res.json({ subject, visits: req.session.get('visits') })
})

import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import express, { type Express } from 'express'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

export const refused: Record<string, number> = {}

// SECRET_KEY is the new secret, SECRET_KEY_FALLBACKS the old ones.
const sessions = createSessions({
  ...optionsFromEnv(),
  onEvent(event) {
    if (event.type !== 'rejected') return
    refused[event.reason] = (refused[event.reason] ?? 0) + 1
  },
})

export const app: Express = express()
app.use(expressSession(sessions))

app.get('/', (req, res) => {
  res.type('text').send(`You have visited ${req.session.get('visits', 0)} times`)
})

app.post('/', (req, res) => {
  req.session.set('visits', req.session.get('visits', 0) + 1)
  res.redirect(303, '/')
})

import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { observed } from 'coatcheck/opentelemetry'
import { memoryStore } from 'coatcheck/stores/memory'
import express, { type Express } from 'express'

const store = memoryStore()
const sessions = createSessions(observed({ ...optionsFromEnv(), store }))

export const app: Express = express()
app.use(expressSession(sessions))
app.post('/login', (req, res) => {
  req.session.login('ada')
  res.end()
})

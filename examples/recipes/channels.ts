import { subscribe } from 'node:diagnostics_channel'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { publishEvent } from 'coatcheck/diagnostics-channel'
import express, { type Express } from 'express'

const sessions = createSessions({ ...optionsFromEnv(), onEvent: publishEvent })

subscribe('coatcheck:rejected', (event) => console.info(event))

export const app: Express = express()
app.use(expressSession(sessions))
app.get('/', (req, res) => {
  res.send(`Hello, ${req.session.subject ?? 'stranger'}!`)
})

import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { inspector } from 'coatcheck/inspector'
import express, { type Express } from 'express'

const inspect = inspector()
const sessions = createSessions({ ...optionsFromEnv(), onEvent: inspect.onEvent })

export const app: Express = express()
app.use(expressSession(sessions))
app.use('/coatcheck', inspect.express(sessions))

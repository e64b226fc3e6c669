import { createSessions, optionsFromEnv } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { inspector } from 'coatcheck/inspector'
import express, { type Express } from 'express'

const inspect = inspector({
  guard: ({ session }) =>
    session.subject === 'admin'
      ? undefined
      : { type: 'refuse', status: 404, headers: {}, body: 'Not found' },
})
const sessions = createSessions({ ...optionsFromEnv(), onEvent: inspect.onEvent })

export const app: Express = express()
app.use(expressSession(sessions))
app.use('/coatcheck', inspect.express(sessions))
app.post('/login', express.urlencoded(), (req, res) => {
  // Check the password here.
  req.session.login(String(req.body.username))
  res.redirect(303, '/coatcheck')
})

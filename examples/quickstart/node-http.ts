import { createServer } from 'node:http'
import { createSessions, optionsFromEnv } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'

type Data = { visits: number }

const sessions = createSessions<Data>(optionsFromEnv())

createServer(
  withSession(sessions, (_request, response, session) => {
    session.set('visits', session.get('visits', 0) + 1)
    response.end(`You have visited ${session.get('visits')} times`)
  }),
).listen(Number(process.env['PORT'] ?? 3000), '127.0.0.1')

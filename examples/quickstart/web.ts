import { createSessions, optionsFromEnv } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'

type Data = { visits: number }

const sessions = createSessions<Data>(optionsFromEnv())

export default {
  fetch: withSession(sessions, (_request, session) => {
    session.set('visits', session.get('visits', 0) + 1)
    return new Response(`You have visited ${session.get('visits')} times`)
  }),
}

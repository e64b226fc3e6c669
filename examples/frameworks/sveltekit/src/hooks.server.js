import { createSessions, optionsFromEnv } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'

const sessions = createSessions(optionsFromEnv())

const answer = withSession(sessions, (_request, session, { event, resolve }) => {
  event.locals.session = session
  return resolve(event)
})

export function handle({ event, resolve }) {
  return answer(event.request, { event, resolve })
}

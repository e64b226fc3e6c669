/** Opens and commits the sessions of the adapter contract's app around each request. */

import { withSession } from 'coatcheck/adapters/web'
import { responseOf } from 'coatcheck/testing'
import { app } from './contract.js'

const answers = new Map(
  app.sections.map(({ prefix, sessions }) => [
    prefix,
    withSession(
      sessions,
      async (_request, session, { event, resolve }) => {
        event.locals.session = session
        const response = await resolve(event)
        const { page } = event.locals
        return page === undefined ? response : responseOf(page)
      },
      { onError: (error) => responseOf(app.errorPage(error)) },
    ),
  ]),
)

export function handle({ event, resolve }) {
  const answer = answers.get(`/${event.params.section}`)
  return answer === undefined ? resolve(event) : answer(event.request, { event, resolve })
}

export function handleError({ kind, error, event }) {
  if (kind === 'unknown') event.locals.page = app.errorPage(error)
}

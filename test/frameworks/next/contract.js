/** The adapter contract's app, as Next's route handlers. */

import { guard, nextSessions } from 'coatcheck/adapters/next'
import { adapterApp, responseOf } from 'coatcheck/testing'
import { cookies, headers } from 'next/headers'

const app = adapterApp()
const onError = (error) => responseOf(app.errorPage(error))
const kinds = new Map(
  app.sections.map(({ sessions }) => [
    sessions,
    nextSessions(sessions, { cookies, headers, onError }),
  ]),
)

/** Answers a request of the contract. */
export async function answer(request, context) {
  const { section, route } = app.find(request.method, request.url) ?? {}
  if (route === undefined) return new Response('nothing is here', { status: 404 })
  const handle = guard(...route.guards)(async (session) =>
    responseOf(await route.handle(session, request.url)),
  )
  return kinds.get(section.sessions).withSession(handle)(request, context)
}

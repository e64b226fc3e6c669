/**
 * The adapter contract's app on Elysia, served by Bun.
 *
 * @module
 */

import type { Session } from 'coatcheck'
import { guard, withSession } from 'coatcheck/adapters/web'
import { type AppSection, adapterApp, responseOf } from 'coatcheck/testing'
import { Elysia } from 'elysia'

const app = adapterApp()
const fetches = new Map(app.sections.map((section) => [section.prefix, sectionFetch(section)]))

const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch: (request) => {
    const prefix = app.find(request.method, request.url)?.section.prefix ?? ''
    return fetches.get(prefix)?.(request) ?? notFound()
  },
})
console.info(`http://127.0.0.1:${server.port}`)

function sectionFetch({ sessions, routes }: AppSection): (request: Request) => Promise<Response> {
  const opened = new WeakMap<Request, Session>()
  const elysia = new Elysia().onError(({ code, error }) =>
    code === 'NOT_FOUND' ? notFound() : responseOf(app.errorPage(error)),
  )
  for (const { method, path, guards, handle } of routes) {
    elysia.route(method, path, ({ request }) => {
      const session = opened.get(request)
      if (session === undefined) throw new Error('the request has another session')
      return guard(...guards)(async (request: Request, session: Session) =>
        responseOf(await handle(session, request.url)),
      )(request, session)
    })
  }
  return withSession(
    sessions,
    (request: Request, session) => {
      opened.set(request, session)
      return elysia.fetch(request)
    },
    { onError: (error) => responseOf(app.errorPage(error)) },
  )
}

function notFound(): Response {
  return new Response('Not Found', { status: 404 })
}

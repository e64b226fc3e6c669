/**
 * The adapter contract's app on h3, served by Node.
 *
 * @module
 */

import type { Session } from 'coatcheck'
import { guard, withSession } from 'coatcheck/adapters/web'
import { adapterApp, responseOf } from 'coatcheck/testing'
import { H3, type H3Event, serve, toResponse } from 'h3'

declare module 'h3' {
  interface H3EventContext {
    session: Session
  }
}

const app = adapterApp()
const h3 = new H3({
  onError: ({ cause }) => (cause instanceof Error ? responseOf(app.errorPage(cause)) : undefined),
})

for (const { prefix, sessions, routes } of app.sections) {
  const middleware = withSession(
    sessions,
    (_request: Request, session, event: H3Event, next: () => unknown) => {
      event.context.session = session
      return toResponse(next(), event, h3.config)
    },
    { onError: (error) => responseOf(app.errorPage(error)) },
  )
  h3.use(`${prefix}/**`, (event, next) => middleware(event.req, event, next))
  for (const { method, path, guards, handle } of routes) {
    h3.on(method, path, ({ req, context }) =>
      guard(...guards)(async (request: Request, session: Session) =>
        responseOf(await handle(session, request.url)),
      )(req, context.session),
    )
  }
}

const server = serve(h3, { hostname: '127.0.0.1', port: 0, silent: true })
await server.ready()
console.info(server.url)

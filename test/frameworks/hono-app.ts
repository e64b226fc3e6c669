/**
 * The adapter contract's app on Hono, whatever serves it.
 *
 * @module
 */

import { guard, honoSession, type SessionVariables } from 'coatcheck/adapters/hono'
import { type AdapterApp, responseOf } from 'coatcheck/testing'
import { Hono } from 'hono'

/** Makes a Hono app. */
export function honoApp(app: AdapterApp): Hono<{ Variables: SessionVariables }> {
  const server = new Hono<{ Variables: SessionVariables }>()

  server.onError((error) => responseOf(app.errorPage(error)))

  for (const { prefix, sessions, routes } of app.sections) {
    server.use(`${prefix}/*`, honoSession(sessions))
    for (const { method, path, guards, handle } of routes) {
      server.on(method, path, guard(...guards), async (c) =>
        responseOf(await handle(c.get('session'), c.req.url)),
      )
    }
  }
  return server
}

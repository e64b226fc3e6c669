/**
 * The adapter contract's app on Hono, served by Node.
 *
 * @module
 */

import { createServer } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { guard, honoSession, type SessionVariables } from 'coatcheck/adapters/hono'
import { adapterApp, responseOf } from 'coatcheck/testing'
import { Hono } from 'hono'
import { announce } from '../announce.ts'

const app = adapterApp()
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

announce(createServer(getRequestListener(server.fetch)))

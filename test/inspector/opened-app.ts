/**
 * A small app with the inspector mounted, open in this process on a port of its own.
 *
 * @module
 */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Clock, createSessions, type Store } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { type Inspector, type InspectorOptions, inspector } from 'coatcheck/inspector'
import express from 'express'

/** An open app. */
export interface OpenedApp {
  /** Where it is, for example `http://127.0.0.1:40123`. */
  readonly origin: string
  /** Where the inspector is. */
  readonly inspectorUrl: string
  /** The inspector. */
  readonly inspect: Inspector
  /** Ends it and every connection to it. */
  close(): Promise<void>
}

/** How to open an app. */
export interface AppOptions extends InspectorOptions {
  /** Seals the sessions (default: a random one). */
  readonly secrets?: Uint8Array
  /** Keeps the sessions (default: they live in their cookie). */
  readonly store?: Store
  /** With a store: whether visitors carry a copy (`false`). */
  readonly cacheInCookie?: boolean
  /** Tells the time (default: the machine's clock). */
  readonly now?: Clock
  /** Ends a session that was idle for so long, in seconds (seven days). */
  readonly idleTimeout?: number
}

/**
 * Opens an app: `POST /login?as=` logs in, `POST /set?key=` sets a key to the JSON in the body,
 * `POST /logout` logs out, `/inspector` is the inspector.
 */
export async function openApp(options: AppOptions = {}): Promise<OpenedApp> {
  const { store, cacheInCookie, now, idleTimeout, guard } = options
  const { secrets = crypto.getRandomValues(new Uint8Array(32)) } = options
  const inspect = inspector({ guard })
  const { onEvent } = inspect
  const sessions = createSessions({ secrets, store, cacheInCookie, now, idleTimeout, onEvent })
  const app = express()
  app.use(expressSession(sessions))
  app.use('/inspector', inspect.express(sessions))
  app.post('/login', (req, res) => {
    req.session.login(String(req.query['as']))
    res.sendStatus(204)
  })
  app.post('/set', express.json({ strict: false, limit: '1mb' }), (req, res) => {
    // The data of this app is whatever a test puts there.
    Object.assign(req.session.data, { [String(req.query['key'])]: req.body as unknown })
    res.sendStatus(204)
  })
  app.post('/logout', async (req, res) => {
    await req.session.logout()
    res.sendStatus(204)
  })
  app.get('/', (_req, res) => {
    res.send('<!doctype html><title>App</title>')
  })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A server that listens on a port has an address with a port.
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    inspectorUrl: `${origin}/inspector`,
    inspect,
    close: () =>
      new Promise((resolve) => {
        inspect.close()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

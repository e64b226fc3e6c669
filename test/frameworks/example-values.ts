/**
 * What stands around the examples of the doc comments when they run: real apps, stores and visitors.
 *
 * @module
 */

import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import { fileURLToPath } from 'node:url'
import { createSessions, type SessionData, type Store, type StoredSessions } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { fastifySession } from 'coatcheck/adapters/fastify'
import { honoSession, type SessionVariables } from 'coatcheck/adapters/hono'
import { koaSession } from 'coatcheck/adapters/koa'
import { withSession } from 'coatcheck/adapters/web'
import { memoryStore } from 'coatcheck/stores/memory'
import { type AdapterApp, loggedIn, type SessionCookies } from 'coatcheck/testing'
import express, { type Express } from 'express'
import fastify, { type FastifyInstance } from 'fastify'
import { Hono } from 'hono'
import type Koa from 'koa'
import { imported, type Surroundings } from '../docs/doc-examples.ts'
import { expressApp } from './express-app.ts'

/** A secret, long and random enough for every library of the examples. */
export const secrets = 'k7Qm2vXc9RzLw4Tn8YbHs6JdPf3GaEuKiOoWqVtZxBM'

/** An app's sessions. */
export const sessions: StoredSessions<SessionData> = sessionsOn(memoryStore())

/** Gives sessions in a store. */
export function sessionsOn<Data extends object = SessionData>(store: Store): StoredSessions<Data> {
  return createSessions<Data>({ secrets, store })
}

/** Makes an app for Express that has sessions. */
export function anExpressApp(): Express {
  return express().use(expressSession(sessions))
}

/** Makes one for Fastify. */
export function aFastifyApp(): FastifyInstance {
  return fastify().register(fastifySession(sessions))
}

/** Makes one for Hono. */
export function aHonoApp(): Hono<{ Variables: SessionVariables }> {
  return new Hono<{ Variables: SessionVariables }>().use(honoSession(sessions))
}

/** Makes an app for Koa, and a router that asks every handler of a path. */
export function aKoaRouter(Application: typeof Koa): {
  readonly app: Koa
  get(path: string, ...handlers: readonly Koa.Middleware[]): void
} {
  const app = new Application()
  app.use(koaSession(sessions))
  return {
    app,
    get(path, ...handlers) {
      for (const handler of handlers) {
        app.use((ctx, next) => (ctx.path === path ? handler(ctx, next) : next()))
      }
    },
  }
}

/** Serves a listener. */
export async function served(
  listener: RequestListener,
): Promise<{ readonly server: Server; readonly origin: string; close(): Promise<void> }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    server,
    origin: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Serves the app of the adapter contract. */
export const serve = (app: AdapterApp): ReturnType<typeof served> =>
  served(expressApp(express, app))

/** Serves who is asking. */
export const anOrigin = async (): Promise<string> =>
  (await served(anExpressApp().get('/me', (req, res) => void res.send(req.session.subject)))).origin

/** Gives the cookies of somebody. */
export const someone = (): Promise<SessionCookies> =>
  loggedIn<Record<string, unknown>>(sessions, { visits: 1 }, { subject: 7 })

/** An app in which a coupon may be redeemed. */
export function couponApp(store: Store): (request: Request) => Promise<Response> {
  return withSession(sessionsOn<{ coupons: number }>(store), async (_request, session) => {
    const redeemed = await session.update((data) => {
      const { coupons = 0 } = data
      data.coupons = Math.max(0, coupons - 1)
      return coupons - data.coupons
    })
    return new Response(String(redeemed))
  })
}

const from = (...names: readonly string[]): string =>
  `import { ${names.join(', ')} } from '${fileURLToPath(import.meta.url)}'`
const unreachable = (name: string): string =>
  `const ${name} = () => { throw new Error('a guard let a stranger through') }`

/** What stands around them. */
export const values: Surroundings = {
  everywhere: {
    ...imported,
    changePassword: unreachable('changePassword'),
    logOut: unreachable('logOut'),
    showDashboard: unreachable('showDashboard'),
    app: `${from('anExpressApp')}\nconst app = anExpressApp()`,
    cookies: `${from('someone')}\nlet cookies = await someone()`,
    origin: `${from('anOrigin')}\nconst origin = await anOrigin()`,
    secrets: from('secrets'),
    sessions: from('sessions'),
    store: "import { memoryStore } from 'coatcheck/stores/memory'\nconst store = memoryStore()",
    username: "const username = 'ada'",
  },
  within: {
    'adapters/fastify.ts': { app: `${from('aFastifyApp')}\nconst app = aFastifyApp()` },
    'adapters/hono.ts': { app: `${from('aHonoApp')}\nconst app = aHonoApp()` },
    'adapters/koa.ts': {
      router: `import Koa from 'koa'\n${from('aKoaRouter')}\nconst router = aKoaRouter(Koa)\nconst { app } = router`,
    },
    'adapters/react-router.ts': {
      session: "import { session } from './session.server'",
      sessionContext: "import { sessionContext } from '../session.server'",
    },
    'adapters/upgrade.ts': {
      server: `${from('served')}\nconst { server, origin } = await served(() => {})`,
      sockets:
        "import { WebSocketServer } from 'ws'\nconst sockets = new WebSocketServer({ noServer: true })",
      talk: 'const talk = (ws, session) => ws.close()',
    },
    'adapters/web.ts': {
      guard: "import { guard } from 'coatcheck/adapters/web'",
      withSession: "import { withSession } from 'coatcheck/adapters/web'",
      requireLogin: "import { requireLogin } from 'coatcheck/guards/login'",
    },
    'codecs/django.ts': {
      passwordField: "const passwordField = async () => 'pbkdf2_sha256$1$a$b'",
    },
    'codecs/express-session.ts': {
      RedisStore: "import { RedisStore } from 'connect-redis'",
      client: "import { createClient } from 'redis'\nconst client = createClient()",
    },
    'testing/race.ts': {
      appOn: `${from('couponApp')}\nconst appOn = couponApp`,
      redeem:
        'const redeem = async (app, { header: cookie }) =>\n' +
        "  Number(await (await app(new Request('http://localhost/', { headers: { cookie } }))).text())",
      redeemedOnce:
        'const redeemedOnce = (...all) => all.filter(({ value }) => value === 1).length === 1',
      sessionsOn: from('sessionsOn'),
    },
  },
}

/**
 * Peers on frameworks that take a `Request` and give a `Response`: Hono and h3.
 *
 * @module
 */

import type { Act, Contender, Protection } from '../contender.ts'
import { load } from '../peers/load.ts'
import { actOn, actOnKeys, type Keyed, type Properties } from './acts.ts'
import { secret, secretBytes } from './secrets.ts'

interface HonoContext {
  get(key: 'session'): unknown
  text(text: string): Response
}

interface App {
  use(path: string, middleware: unknown): void
  get(path: string, handler: (context: HonoContext) => unknown): void
  fetch(request: Request): Response | Promise<Response>
}

interface HonoModule {
  readonly Hono: new () => App
}

interface HonoSessions {
  readonly sessionMiddleware: (options: object) => unknown
  readonly CookieStore: new () => object
  readonly MemoryStore: new () => object
}

/** Does what a request does on the session that a handler found. */
type ActOnContext = (context: HonoContext, act: Act) => unknown

/** Peers on Hono and h3. */
export const fetchPeers: readonly Contender[] = [
  honoPeer('hono-sessions, cookie', 'encrypted', async () => {
    const { sessionMiddleware, CookieStore } = await load<HonoSessions>('hono-sessions')
    return sessionMiddleware({ store: new CookieStore(), encryptionKey: secret })
  }),
  honoPeer('hono-sessions, memory', 'store', async () => {
    const { sessionMiddleware, MemoryStore } = await load<HonoSessions>('hono-sessions')
    return sessionMiddleware({ store: new MemoryStore(), encryptionKey: secret })
  }),
  {
    name: '@hono/session',
    protection: 'encrypted',
    async open(body) {
      const { useSession } = await load<{ useSession(options: object): unknown }>('@hono/session')
      const middleware = useSession({ secret: secretBytes })
      return visitHono(middleware, async (context, act) => {
        if (act === 'untouched') return undefined
        // What its documentation says is there.
        const session = context.get('session') as {
          get(): Promise<Properties | null>
          update(data: object): Promise<void>
        }
        const data = { ...(await session.get()) }
        const visits = actOn(data, act, body)
        if (act !== 'read') await session.update(data)
        return visits
      })
    },
  },
  {
    name: 'h3 useSession',
    protection: 'encrypted',
    async open(body) {
      interface Kept {
        readonly data: Properties
        update(data: object): Promise<unknown>
      }
      const { H3, useSession } = await load<{
        readonly H3: new () => App
        useSession(event: unknown, options: object): Promise<Kept>
      }>('h3')
      let [current, visits]: [Act, unknown] = ['none', undefined]
      const app = new H3()
      app.get('/', async (event) => {
        if (current === 'none') return 'ok'
        const session = await useSession(event, { name: 'session', password: secret })
        const data = { ...session.data }
        visits = actOn(data, current, body)
        if (current === 'modify' || current === 'begin') await session.update(data)
        return 'ok'
      })
      return async (act, cookie) => {
        ;[current, visits] = [act, undefined]
        const answer = await app.fetch(requestWith(cookie))
        return { visits, cookies: answer.headers.getSetCookie() }
      }
    },
  },
]

function honoPeer(name: string, protection: Protection, make: () => Promise<unknown>): Contender {
  return {
    name,
    protection,
    open: async (body) =>
      visitHono(await make(), (context, act) =>
        // What its documentation says is there.
        actOnKeys(context.get('session') as Keyed, act, body),
      ),
  }
}

async function visitHono(middleware: unknown, actOnSession: ActOnContext) {
  const { Hono } = await load<HonoModule>('hono')
  let [current, visits]: [Act, unknown] = ['none', undefined]
  const [bare, app] = [new Hono(), new Hono()]
  bare.get('/', (context) => context.text('ok'))
  app.use('*', middleware)
  app.get('/', async (context) => {
    visits = await actOnSession(context, current)
    return context.text('ok')
  })
  return async (act: Act, cookie: string | undefined) => {
    ;[current, visits] = [act, undefined]
    const answer = await (act === 'none' ? bare : app).fetch(requestWith(cookie))
    return { visits, cookies: answer.headers.getSetCookie() }
  }
}

function requestWith(cookie: string | undefined): Request {
  const headers: Record<string, string> = cookie === undefined ? {} : { cookie }
  return new Request('http://shop.example/', { headers })
}

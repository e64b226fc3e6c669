/**
 * A Hono app for each kind of sessions, on `@hono/node-server`.
 *
 * @module
 */

import { honoSession } from 'coatcheck/adapters/hono'
import type { Context, Hono, MiddlewareHandler } from 'hono'
import type { Act } from '../contender.ts'
import { actOn, actOnKeys, type Keyed, type Properties } from '../contenders/acts.ts'
import { ironOptions } from '../contenders/iron-session.ts'
import { secret, secretBytes } from '../contenders/secrets.ts'
import { FloorSession } from '../floor.ts'
import { load } from '../peers/load.ts'
import { actOnFloorSession } from './connect-kinds.ts'
import { actOfPath, type Kind } from './kind.ts'
import type { Listening } from './node-app.ts'
import { actOnHeld, body, coatcheckKinds, type Held } from './stores.ts'

interface Making {
  /** Opens the session, where that is done by a middleware. */
  readonly middleware?: MiddlewareHandler
  /** Does what a request does, and gives what it read. */
  act(context: Context, act: Act): unknown
}

interface HonoSessions {
  readonly sessionMiddleware: (options: object) => MiddlewareHandler
  readonly CookieStore: new () => object
  readonly MemoryStore: new () => object
}

interface NodeServer {
  serve(options: object, told: (address: { readonly port: number }) => void): void
}

/** The kinds of sessions on Hono. */
export const honoKinds: readonly Kind<Listening>[] = [
  ...peers(),
  ...coatcheckKinds(
    (sessions): Making => ({
      middleware: honoSession(sessions),
      act: (context, act) => actOnHeld(sessionOf<Held>(context), act),
    }),
  ),
].map((kind) => ({ ...kind, make: async (address) => listening(await kind.make(address)) }))

function peers(): readonly Kind<Making>[] {
  return [
    { name: 'none', protection: 'store', engine: 'none', make: () => ({ act: () => 41 }) },
    {
      name: 'FLOOR',
      protection: 'encrypted',
      engine: 'none',
      make: () => ({
        middleware: async (context, next) => {
          const session = new FloorSession(context.req.header('cookie'))
          context.set('session', session)
          await next()
          const line = session.setCookie
          if (line !== undefined) context.res.headers.append('Set-Cookie', line)
        },
        act: (context, act) => actOnFloorSession(sessionOf(context), act),
      }),
    },
    honoSessions('hono-sessions, cookie', 'none', ({ CookieStore }) => new CookieStore()),
    honoSessions('hono-sessions, memory', 'memory', ({ MemoryStore }) => new MemoryStore()),
    {
      name: '@hono/session',
      protection: 'encrypted',
      engine: 'none',
      async make() {
        const { useSession } = await load<{ useSession(options: object): MiddlewareHandler }>(
          '@hono/session',
        )
        return {
          middleware: useSession({ secret: secretBytes }),
          async act(context, act) {
            if (act === 'untouched') return undefined
            const session = sessionOf<{
              get(): Promise<Properties | null>
              update(data: object): Promise<void>
            }>(context)
            const data = { ...(await session.get()) }
            const visits = actOn(data, act, body)
            if (act !== 'read') await session.update(data)
            return visits
          },
        }
      },
    },
    {
      name: 'iron-session',
      protection: 'encrypted',
      engine: 'none',
      async make() {
        const { getIronSession, webCookies } = await load<{
          webCookies(request: Request, headers: Headers): object
          getIronSession(
            cookies: object,
            options: object,
          ): Promise<Properties & { save(): Promise<void> }>
        }>('iron-session')
        return {
          async act(context, act) {
            const headers = new Headers()
            const session = await getIronSession(webCookies(context.req.raw, headers), ironOptions)
            const visits = actOn(session, act, body)
            if (act === 'modify' || act === 'begin') await session.save()
            for (const line of headers.getSetCookie()) {
              context.header('Set-Cookie', line, { append: true })
            }
            return visits
          },
        }
      },
    },
  ]
}

function honoSessions(
  name: string,
  engine: 'none' | 'memory',
  storeOf: (module: HonoSessions) => object,
): Kind<Making> {
  return {
    name,
    protection: engine === 'none' ? 'encrypted' : 'store',
    engine,
    async make() {
      const module = await load<HonoSessions>('hono-sessions')
      return {
        middleware: module.sessionMiddleware({ store: storeOf(module), encryptionKey: secret }),
        act: (context, act) => actOnKeys(sessionOf<Keyed>(context), act, body),
      }
    },
  }
}

function sessionOf<Session>(context: Context): Session {
  // The middleware of the kind put it there.
  return context.get('session') as Session
}

async function listening({ middleware, act }: Making): Promise<Listening> {
  const { Hono } = await load<{ readonly Hono: new () => Hono }>('hono')
  const { serve } = await load<NodeServer>('@hono/node-server')
  const app = new Hono()
  if (middleware !== undefined) app.use('*', middleware)
  app.get('/:act', async (context) => {
    const found = act(context, actOfPath(context.req.path))
    return context.text(String(found instanceof Promise ? await found : found))
  })
  return (told) => {
    serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) => told(port))
  }
}

/**
 * Kinds of sessions behind a middleware `(req, res, next)`, for Express and for `node:http`.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Act } from '../contender.ts'
import { actOn, type Properties } from '../contenders/acts.ts'
import { type IronSession, ironOptions } from '../contenders/iron-session.ts'
import { secret } from '../contenders/secrets.ts'
import { FloorSession } from '../floor.ts'
import { load, loadDefault } from '../peers/load.ts'
import type { Kind } from './kind.ts'
import { body, type ConnectStore, connectPostgres, connectRedis } from './stores.ts'

/** A middleware. */
export type Middleware = (req: IncomingMessage, res: ServerResponse, next: Next) => void
type Next = (error?: unknown) => void
type Factory = (options: object) => Middleware

/** A way to keep sessions. */
export interface ConnectMaking {
  /** Opens the session, where that is done by a middleware. */
  readonly middleware?: Middleware
  /** Does what a request does, and gives what it read. */
  act(req: IncomingMessage, res: ServerResponse, act: Act): unknown
}

/** No session, FLOOR and the peers. */
export const connectKinds: readonly Kind<ConnectMaking>[] = [
  { name: 'none', protection: 'store', engine: 'none', make: () => ({ act: () => 41 }) },
  {
    name: 'FLOOR',
    protection: 'encrypted',
    engine: 'none',
    make: () => ({ middleware: floorMiddleware, act: actOnFloor }),
  },
  {
    name: 'cookie-session',
    protection: 'signed',
    engine: 'none',
    make: async () => ({
      middleware: (await loadDefault<Factory>('cookie-session'))({
        name: 'session',
        keys: [secret],
      }),
      act: actOnProperties,
    }),
  },
  {
    name: 'iron-session',
    protection: 'encrypted',
    engine: 'none',
    async make() {
      const { getIronSession } = await load<IronSession>('iron-session')
      return {
        async act(req, res, act) {
          const session = await getIronSession(req, res, ironOptions)
          const visits = actOn(session, act, body)
          if (act === 'modify' || act === 'begin') await session.save()
          return visits
        },
      }
    },
  },
  {
    name: 'express-session, memory',
    protection: 'store',
    engine: 'memory',
    make: () => expressSession({}),
  },
  {
    name: 'express-session, redis',
    protection: 'store',
    engine: 'redis',
    make: async (address) => expressSession({ store: await connectRedis(address) }),
  },
  {
    name: 'express-session, postgres',
    protection: 'store',
    engine: 'postgres',
    make: async (address) => expressSession({ store: await connectPostgres(address) }),
  },
]

async function expressSession(kept: { readonly store?: ConnectStore }): Promise<ConnectMaking> {
  const factory = await loadDefault<Factory>('express-session')
  const options = { secret, resave: false, saveUninitialized: false, ...kept }
  return { middleware: factory(options), act: actOnProperties }
}

/** A request with what a middleware put there. */
interface Opened {
  session: unknown
}

function openedIn(req: IncomingMessage): Opened {
  // Each middleware of this file puts it there.
  return req as unknown as Opened
}

function actOnProperties(req: IncomingMessage, _res: ServerResponse, act: Act): unknown {
  // The session of cookie-session and express-session is an object of its own.
  return actOn(openedIn(req).session as Properties, act, body)
}

function floorMiddleware(req: IncomingMessage, res: ServerResponse, next: Next): void {
  const session = new FloorSession(req.headers.cookie)
  openedIn(req).session = session
  const writeHead = res.writeHead
  res.writeHead = function (...args: unknown[]) {
    const line = session.setCookie
    if (line !== undefined) this.setHeader('Set-Cookie', line)
    // Passed on as they came.
    return Reflect.apply(writeHead, this, args)
  }
  next()
}

function actOnFloor(req: IncomingMessage, _res: ServerResponse, act: Act): unknown {
  const { session } = openedIn(req)
  return session instanceof FloorSession ? actOnFloorSession(session, act) : undefined
}

/** Does what a request does on a session of FLOOR, and gives what it read. */
export function actOnFloorSession(session: FloorSession, act: Act): unknown {
  if (act === 'read') return session.data['visits']
  if (act === 'modify') {
    const visits = Number(session.data['visits']) + 1
    session.set('visits', visits)
    return visits
  }
  if (act === 'begin') for (const [key, value] of Object.entries(body)) session.set(key, value)
  return undefined
}

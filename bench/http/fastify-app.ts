/**
 * A Fastify app for each kind of sessions.
 *
 * @module
 */

import { fastifySession } from 'coatcheck/adapters/fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Act } from '../contender.ts'
import { actOn, actOnKeys, type Keyed } from '../contenders/acts.ts'
import { type IronSession, ironOptions } from '../contenders/iron-session.ts'
import { secret, secretBytes } from '../contenders/secrets.ts'
import { FloorSession } from '../floor.ts'
import { load, loadDefault } from '../peers/load.ts'
import { actOnFloorSession } from './connect-kinds.ts'
import { actOfPath, type Kind } from './kind.ts'
import type { Listening } from './node-app.ts'
import { actOnHeld, body, coatcheckKinds, connectRedis, type Held, ofProgram } from './stores.ts'

interface Making {
  /** Adds what the sessions need to an app. */
  prepare?(app: FastifyInstance): unknown
  /** Does what a request does, and gives what it read. */
  act(request: FastifyRequest, reply: FastifyReply, act: Act): unknown
}

/** The kinds of sessions on Fastify. */
export const fastifyKinds: readonly Kind<Listening>[] = [
  ...peers(),
  ...coatcheckKinds(
    (sessions): Making => ({
      prepare: (app) => app.register(fastifySession(ofProgram(sessions))),
      act: (request, _reply, act) => actOnHeld(sessionOf<Held>(request), act),
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
        prepare(app) {
          app.decorateRequest('session')
          app.addHook('onRequest', (request, _reply, done) => {
            Object.assign(request, { session: new FloorSession(request.headers.cookie) })
            done()
          })
          app.addHook('onSend', (request, reply, payload, done) => {
            const line = sessionOf<FloorSession>(request).setCookie
            if (line !== undefined) reply.header('Set-Cookie', line)
            done(null, payload)
          })
        },
        act: (request, _reply, act) => actOnFloorSession(sessionOf(request), act),
      }),
    },
    {
      name: '@fastify/secure-session',
      protection: 'encrypted',
      engine: 'none',
      make: async () => {
        const plugin = await loadDefault<never>('@fastify/secure-session')
        return {
          prepare: (app) => app.register(plugin, { key: secretBytes, cookie: { path: '/' } }),
          act: actOnRequest,
        }
      },
    },
    {
      name: 'iron-session',
      protection: 'encrypted',
      engine: 'none',
      async make() {
        const { getIronSession } = await load<IronSession>('iron-session')
        return {
          async act(request, reply, act) {
            const session = await getIronSession(request.raw, reply.raw, ironOptions)
            const visits = actOn(session, act, body)
            if (act === 'modify' || act === 'begin') await session.save()
            return visits
          },
        }
      },
    },
    {
      name: '@fastify/session, memory',
      protection: 'store',
      engine: 'memory',
      make: () => fastifyStoreSession({}),
    },
    {
      name: '@fastify/session, redis',
      protection: 'store',
      engine: 'redis',
      make: async (address) => fastifyStoreSession({ store: await connectRedis(address) }),
    },
  ]
}

async function fastifyStoreSession(kept: object): Promise<Making> {
  const [cookies, sessions] = [
    await loadDefault<never>('@fastify/cookie'),
    await loadDefault<never>('@fastify/session'),
  ]
  const options = {
    secret,
    cookieName: 'session',
    saveUninitialized: false,
    cookie: { secure: false },
  }
  return {
    prepare: (app) => app.register(cookies).register(sessions, { ...options, ...kept }),
    act: actOnRequest,
  }
}

function actOnRequest(request: FastifyRequest, _reply: FastifyReply, act: Act): unknown {
  return actOnKeys(sessionOf<Keyed>(request), act, body)
}

function sessionOf<Session>(request: FastifyRequest): Session {
  // The hook of the kind put it there.
  return request.session as unknown as Session
}

async function listening({ prepare, act }: Making): Promise<Listening> {
  const fastify = await loadDefault<() => FastifyInstance>('fastify')
  const app = fastify()
  prepare?.(app)
  // Routes see what was registered before them.
  app.after(() => {
    app.get('/:act', async (request, reply) =>
      String(await act(request, reply, actOfPath(request.url))),
    )
  })
  await app.listen({ port: 0, host: '127.0.0.1' })
  return (told) => {
    const address = app.server.address()
    if (address !== null && typeof address === 'object') told(address.port)
  }
}

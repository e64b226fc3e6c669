/**
 * Sessions for Fastify 5: `request.session`.
 *
 * @module
 */

import type { FastifyPluginAsync, FastifyRequest, preHandlerAsyncHookHandler } from 'fastify'
import type { Guard } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { SessionData } from '../session-data.ts'
import type { Sessions } from '../sessions.ts'
import { ReplyHeaders } from './fastify-reply.ts'
import { openRequest, ReplyCommit } from './fastify-request.ts'
import { noSession } from './guard-decision.ts'
import { askGuards } from './guarded.ts'
import { addHeaders } from './response-headers.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The visitor's session. */
    session: Session<SessionData>
  }
}

// Contexts within one another may each register the plugin; a request has one session all the same.
// Where each keeps it, by its `sessions`.
const places = new WeakMap<Sessions<SessionData>, symbol>()

// Tells our `request.session` from that of another plugin, which Fastify refuses to have beside it.
const isOurs = Symbol('coatcheck')

/**
 * Makes a plugin that opens the visitor's session as `request.session` and commits it right before
 * the reply is sent, in an `onSend` hook. It holds for the whole context it is registered in, as
 * plugins made with `fastify-plugin` do.
 *
 * An error of opening or committing goes to the error handler, with the error's `status`. What was
 * about to be sent is dropped then, its headers included, and so is what the request changed; only
 * ends are carried out with the error's reply, which is never a 2xx.
 *
 * A client that hangs up before the head counts as a server error: ends are carried out at once. So
 * does a reply that goes round Fastify (`reply.hijack()`, `reply.raw`); what it loses is reported as
 * `late-change`.
 *
 * Register it before everything that uses `request.session`. What a session holds is said once for
 * the whole app, in `SessionData`.
 *
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { fastifySession } from 'coatcheck/adapters/fastify'
 * import fastify from 'fastify'
 *
 * declare module 'coatcheck' {
 *   interface SessionData {
 *     visits: number
 *   }
 * }
 *
 * const app = fastify()
 * app.register(fastifySession(createSessions(optionsFromEnv())))
 *
 * app.get('/visits', async ({ session }) => {
 *   session.set('visits', session.get('visits', 0) + 1)
 *   return `You have visited ${session.get('visits')} times`
 * })
 */
export function fastifySession(sessions: Sessions<SessionData>): FastifyPluginAsync {
  const place = places.get(sessions) ?? Symbol('coatcheck: the commit')
  places.set(sessions, place)

  const plugin: FastifyPluginAsync = async (app) => {
    if (!app.hasRequestDecorator(isOurs)) {
      app.decorateRequest(isOurs)
      app.decorateRequest('session')
    }
    if (!app.hasRequestDecorator(place)) app.decorateRequest(place)
    // With callbacks, since every promise puts off what a session in a cookie does at once.
    app.addHook('onRequest', (request, reply, done) => {
      if (Reflect.get(request, place) !== undefined) return done()
      const keep = (commit: ReplyCommit): void => {
        Reflect.set(request, place, commit)
        done()
      }
      const opened = openRequest(sessions, request, reply)
      if (opened instanceof Promise) opened.then(keep, done)
      else keep(opened)
    })
    app.addHook('onSend', (request, _reply, payload, done) => {
      const commit: unknown = Reflect.get(request, place)
      const body = commit instanceof ReplyCommit ? commit.before(payload) : undefined
      if (body instanceof Promise) body.then((given) => done(null, given), done)
      else done(null, body)
    })
  }
  return Object.assign(plugin, {
    [Symbol.for('skip-override')]: true,
    [Symbol.for('fastify.display-name')]: 'coatcheck',
  })
}

/**
 * Makes a `preHandler` hook that lets a request through only when every guard does. A refusal is
 * sent as the guard says, and the session is committed with it.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` (in a request) where `fastifySession` is not registered
 * @example
 * import { guard } from 'coatcheck/adapters/fastify'
 * import { requireLogin } from 'coatcheck/guards/login'
 *
 * const preHandler = guard(requireLogin({ loginPath: '/login' }))
 * app.get('/dashboard', { preHandler }, showDashboard)
 */
export function guard(...guards: readonly Guard[]): preHandlerAsyncHookHandler {
  return async ({ raw, originalUrl, session }: FastifyRequest, reply) => {
    if (!session) throw noSession('request.session', 'app.register(fastifySession(sessions))')
    const { refusal, added } = askGuards(guards, raw, session, originalUrl)
    addHeaders(new ReplyHeaders(reply), added)
    if (refusal === undefined) return undefined
    return reply.code(refusal.status).headers(refusal.headers).send(refusal.body)
  }
}

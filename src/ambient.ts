/**
 * The session of the request at hand, importable anywhere, as Flask's `session` is.
 *
 * Opt-in: nothing is created until this file is imported, since before Node 24 any
 * `AsyncLocalStorage` makes every `await` of the process dearer (about 0.6 microseconds each on
 * Node 20). The adapters know nothing of it.
 *
 * @module
 */

import { AsyncLocalStorage } from 'node:async_hooks'
import { CoatcheckError } from './errors.ts'
import type { Session } from './session.ts'
import type { SessionData } from './session-data.ts'
import { standsFor } from './session-state.ts'

const current = new AsyncLocalStorage<Session<SessionData>>()

/**
 * Runs a function, and all it awaits, with `session` being the given one: one line after the
 * adapter's own. In Koa it is `app.use((ctx, next) => runWithSession(ctx.session, next))`, in Hono the
 * same with `c.get('session')`, in Fastify a `preHandler`, and `coatcheck/adapters/web` wraps the handler.
 *
 * @param running called at once
 * @returns what `running` returned
 *
 * @example
 * import { runWithSession } from 'coatcheck/ambient'
 *
 * app.use((req, _res, next) => runWithSession(req.session, next))
 */
export function runWithSession<Result>(
  session: Session<SessionData>,
  running: () => Result,
): Result {
  return current.run(session, running)
}

/**
 * The session of the request at hand: every member is that of the session given to
 * `runWithSession`, and its keys are those of `SessionData`.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` from every member outside a request
 *
 * @example
 * import { session } from 'coatcheck/ambient'
 *
 * function greeting(): string {
 *   return session.has('username') ? `Hello, ${session.get('username')}!` : 'Please log in'
 * }
 */
export const session: Session<SessionData> = delegating({
  data: member('data'),
  get: member('get'),
  set: member('set'),
  has: member('has'),
  delete: member('delete'),
  pop: member('pop'),
  setDefault: member('setDefault'),
  clear: member('clear'),
  update: member('update'),
  flash: member('flash'),
  takeFlashes: member('takeFlashes'),
  permanent: {
    get: () => sessionAtHand().permanent,
    set: (permanent: boolean) => {
      sessionAtHand().permanent = permanent
    },
  },
  isNew: member('isNew'),
  handle: member('handle'),
  subject: member('subject'),
  createdAt: member('createdAt'),
  authenticatedAt: member('authenticatedAt'),
  expiresAt: member('expiresAt'),
  login: member('login'),
  logout: member('logout'),
  regenerate: member('regenerate'),
  isLive: member('isLive'),
  toJSON: member('toJSON'),
})

// Accessors rather than a Proxy, which costs three times as much a call. Left non-enumerable, so
// that spreading or cloning the object outside a request reads nothing and throws nothing.
function delegating(
  members: Readonly<Record<keyof Session<SessionData>, PropertyDescriptor>>,
): Session<SessionData> {
  const target = Object.defineProperties({}, members)
  Object.defineProperty(target, standsFor, { get: sessionAtHand })
  Object.defineProperty(target, Symbol.for('nodejs.util.inspect.custom'), { value: inspected })
  // The record above has one accessor for each member of Session: a missing one does not compile.
  return target as Session<SessionData>
}

function member(name: keyof Session<SessionData>): PropertyDescriptor {
  return {
    get(): unknown {
      const session = sessionAtHand()
      const value: unknown = session[name]
      // Bound, since the methods of a session reach its private fields through `this`.
      return typeof value === 'function' ? value.bind(session) : value
    },
  }
}

function sessionAtHand(): Session<SessionData> {
  const session = current.getStore()
  if (session !== undefined) return session
  throw new CoatcheckError(
    'ERR_NO_SESSION',
    'session: there is no request here. Call runWithSession(req.session, next) in a middleware ' +
      "after the session's; in a bare req.on('data') or req.on('end') listener, which Node runs " +
      'outside the request, wrap it in AsyncResource.bind(listener) or read the body before.',
  )
}

function inspected(_depth: number, options: object, inspect: (it: unknown, how: object) => string) {
  const session = current.getStore()
  return session === undefined ? 'Session (outside a request)' : inspect(session, options)
}

/**
 * Sessions for Hono 4, wherever it runs: `c.get('session')`, `c.var.session`.
 *
 * @module
 */

import type { Context, MiddlewareHandler } from 'hono'
import type { Guard, GuardedSession } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { SessionData } from '../session-data.ts'
import type { Sessions } from '../sessions.ts'
import { type Carried, carried } from './carried.ts'
import { noSession } from './guard-decision.ts'
import { webExchange } from './web-exchange.ts'
import { failureWithEnds, noSuccess, statusOfFailure } from './web-failure.ts'
import { askGuards } from './web-guarded.ts'

/** The variables of an app's context, for apps that do not chain their calls. */
export interface SessionVariables<Data extends object = SessionData> {
  /** The visitor's session. */
  session: Session<Data>
}

/** What an app may choose about `honoSession`. */
export interface HonoOptions {
  /**
   * Tells the address of the peer, so that `secure: 'auto'` knows whether it is this machine
   * (default: nobody tells). With a runtime's `getConnInfo`: `(c) => getConnInfo(c).remote.address`.
   */
  readonly peerAddress?: ((c: Context) => string | undefined) | undefined
}

// An app and those mounted in it may each use the middleware; a request has one session all the same.
const openings: Carried<Opening> = carried('opening')

interface Opening {
  readonly by: object
  readonly session: GuardedSession
}

/**
 * Makes a middleware that opens the visitor's session as `c.get('session')` and commits it when the
 * handler has answered. Chained, it tells the app's type what the session holds; else the app says
 * so itself: `new Hono<{ Variables: SessionVariables<Data> }>()`.
 *
 * - What `app.onError` answers to an error of a handler is an answer as any other: a 5xx keeps
 *   nothing but ends.
 * - An error of opening or committing goes to `app.onError`, with its `status`, which is also that
 *   of an answer that chooses none (`c.text(…)`); Hono's own page says 500. What was about to be
 *   answered is dropped then, and so is what the request changed; only ends are carried out with
 *   the error's answer, which is never a 2xx.
 *
 * Use it before everything that uses the session, and after middleware that changes the status.
 *
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { honoSession } from 'coatcheck/adapters/hono'
 * import { Hono } from 'hono'
 *
 * const sessions = createSessions<{ visits: number }>(optionsFromEnv())
 *
 * const app = new Hono().use(honoSession(sessions)).get('/visits', (c) => {
 *   const session = c.get('session')
 *   session.set('visits', session.get('visits', 0) + 1)
 *   return c.text(`You have visited ${session.get('visits')} times`)
 * })
 */
export function honoSession<Data extends object = SessionData>(
  sessions: Sessions<Data>,
  options: HonoOptions = {},
): MiddlewareHandler<{ Variables: SessionVariables<Data> }> {
  return async (c, next) => {
    if (openings.of(c)?.by === sessions) return next()
    const exchange = webExchange(c.req.raw, options.peerAddress?.(c), 'in place')
    const opened = sessions.open(exchange)
    const session = opened instanceof Promise ? await opened : opened
    openings.put(c, { by: sessions, session })
    c.set('session', session)
    try {
      await next()
      // Of a handler that answers nothing Hono itself makes an error.
      if (c.finalized) exchange.answerWith(c.res)
      else exchange.answerWith(undefined, 500)
      const pending = sessions.commit(session, exchange)
      if (pending !== undefined) await pending
      if (c.finalized) replaceAnswer(c, exchange.answered())
    } catch (error) {
      // Its headers are added to whatever the app answers to the error.
      const blank = new Response(null, { status: 500 })
      replaceAnswer(c, await failureWithEnds(sessions, session, exchange, blank))
      c.status(statusOfFailure(error))
      allowNoSuccess(c)
      throw error
    }
  }
}

/**
 * Makes a middleware that lets a request through only when every guard does. A refusal is answered
 * as the guard says, and the session is committed with it.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` (in a request) where `honoSession` did not run
 * @example
 * import { guard } from 'coatcheck/adapters/hono'
 * import { requireLogin } from 'coatcheck/guards/login'
 *
 * app.get('/dashboard', guard(requireLogin({ loginPath: '/login' })), showDashboard)
 */
export function guard(...guards: readonly Guard[]): MiddlewareHandler {
  return async (c, next) => {
    const session = openings.of(c)?.session
    if (session === undefined) {
      throw noSession("c.get('session')", 'app.use(honoSession(sessions))')
    }
    const { refusal, complete } = askGuards(guards, c.req.raw, session)
    if (refusal === undefined) {
      await next()
      if (c.finalized) replaceAnswer(c, complete(c.res))
    }
    return refusal
  }
}

function replaceAnswer(c: Context, answer: Response | undefined): void {
  if (answer === c.res) return
  // Set over another answer, it would get that one's headers in place of its own.
  c.res = undefined
  c.res = answer
}

// What the app answers to the error is set by Hono, when this middleware is over.
function allowNoSuccess(c: Context): void {
  const accessor = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(c), 'res')
  if (accessor?.set === undefined) return
  const set = accessor.set.bind(c)
  const give = (answer: Response | undefined): void => set(answer && noSuccess(answer))
  Object.defineProperty(c, 'res', { ...accessor, set: give, configurable: true })
}

/**
 * Sessions for Koa 3 and 2: `ctx.session`.
 *
 * @module
 */

import type { ExtendableContext, Next } from 'koa'
import type { Guard } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { SessionData } from '../session-data.ts'
import type { Sessions } from '../sessions.ts'
import { type Carried, carried } from './carried.ts'
import { noSession } from './guard-decision.ts'
import { askGuards } from './guarded.ts'
import { holdHead } from './held-head.ts'
import { nodeExchange } from './node-exchange.ts'
import { statusOf } from './node-message.ts'
import { addHeaders, headersOf } from './response-headers.ts'

declare module 'koa' {
  // Here rather than in `Context`: the context of a bare `new Koa()` is made of this one, whose own
  // index would make `ctx.session` an `any`.
  interface DefaultContext {
    /** The visitor's session. */
    session: Session<SessionData>
  }
}

/** What this adapter needs of a Koa context. */
export interface KoaContext extends Pick<ExtendableContext, Needed> {
  /** The visitor's session, once the middleware has run. */
  session?: Session<SessionData>
}

type Needed =
  | 'body'
  | 'headerSent'
  | 'onerror'
  | 'originalUrl'
  | 'req'
  | 'res'
  | 'respond'
  | 'status'

/** A middleware of Koa. */
export type KoaMiddleware = (ctx: KoaContext, next: Next) => Promise<void>

// An app and those mounted in it may each use the middleware; a request has one session all the same.
const openedBy: Carried<Sessions<SessionData>> = carried('opened by')

/**
 * Makes a middleware that opens the visitor's session as `ctx.session` and commits it when the
 * middleware after it are done, before Koa answers. When the head is sent earlier, or one of them
 * throws, it is committed right before the head, with the status that is really sent.
 *
 * An error of opening or committing is thrown, with its `status`: so it goes to the `try`/`catch` of
 * a middleware above, or to Koa and `app.on('error')`. What was about to be answered is dropped then,
 * its headers included, and so is what the request changed; only ends are carried out with the
 * error's answer, which is never a 2xx.
 *
 * A client that hangs up before the head counts as a server error: ends are carried out at once.
 * With `ctx.respond = false` the session is committed with the head that the app writes to
 * `ctx.res`; what goes round that as well is reported as `late-change`.
 *
 * Use it before everything that uses `ctx.session`, and after what answers errors. What a session
 * holds is said once for the whole app, in `SessionData`.
 *
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { koaSession } from 'coatcheck/adapters/koa'
 * import Koa from 'koa'
 *
 * declare module 'coatcheck' {
 *   interface SessionData {
 *     visits: number
 *   }
 * }
 *
 * const app = new Koa()
 * app.use(koaSession(createSessions(optionsFromEnv())))
 *
 * app.use((ctx) => {
 *   ctx.session.set('visits', ctx.session.get('visits', 0) + 1)
 *   ctx.body = `You have visited ${ctx.session.get('visits')} times`
 * })
 */
export function koaSession(sessions: Sessions<SessionData>): KoaMiddleware {
  return async (ctx, next) => {
    if (openedBy.of(ctx) === sessions) {
      await next()
      return
    }
    openedBy.put(ctx, sessions)
    const { req, res } = ctx
    const exchange = nodeExchange(req, res, ctx.originalUrl)
    const session = await sessions.open(exchange)
    ctx.session = session
    let early: undefined | Promise<void>
    const commit = (): undefined | Promise<void> => {
      // Koa clears the headers when something fails after an early commit.
      exchange.putBack()
      return early ?? sessions.commit(session, exchange)
    }
    // Koa makes an error of what is none.
    const report = (error: unknown): void => ctx.onerror(error as Error)
    const hangUp = holdHead({ req, res, exchange, commit, report })
    await next()
    if (ctx.respond === false || ctx.headerSent) return
    await hangUp.underWay
    try {
      early = sessions.commit(session, exchange)
      await early
    } catch (error) {
      exchange.isLost = true
      exchange.dropHeaders()
      ctx.body = undefined
      ctx.status = statusOf(error)
      throw error
    } finally {
      early = undefined
    }
  }
}

/**
 * Makes a middleware that lets a request through only when every guard does. A refusal is answered
 * as the guard says, and the session is committed with it.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` (in a request) where `koaSession` did not run
 * @example
 * import { guard } from 'coatcheck/adapters/koa'
 * import { requireLogin } from 'coatcheck/guards/login'
 *
 * router.get('/dashboard', guard(requireLogin({ loginPath: '/login' })), showDashboard)
 */
export function guard(...guards: readonly Guard[]): KoaMiddleware {
  return async (ctx, next) => {
    const { session } = ctx
    if (!session) throw noSession('ctx.session', 'app.use(koaSession(sessions))')
    const headers = headersOf(ctx.res)
    const { refusal, added } = askGuards(guards, ctx.req, session, ctx.originalUrl)
    addHeaders(headers, added)
    if (refusal === undefined) {
      await next()
      return
    }
    for (const [name, value] of Object.entries(refusal.headers)) headers.set(name, value)
    ctx.status = refusal.status
    ctx.body = refusal.body
  }
}

/**
 * Sessions for Express 5 and 4: `req.session`.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Guard } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { SessionData } from '../session-data.ts'
import type { Sessions } from '../sessions.ts'
import { type Carried, carried } from './carried.ts'
import { noSession } from './guard-decision.ts'
import { passes } from './guarded.ts'
import { holdHead } from './held-head.ts'
import { nodeExchange } from './node-exchange.ts'

declare global {
  namespace Express {
    interface Request {
      /** The visitor's session. */
      session: Session<SessionData>
    }
  }
}

/** What this adapter needs of an Express request. */
export interface ExpressRequest extends IncomingMessage {
  /** The request target as it was sent; routers shorten `url`. */
  readonly originalUrl?: string
  /** The visitor's session, once the middleware has run. */
  session?: Session<SessionData>
}

// An app and its routers may each mount the middleware; a request has one session all the same.
const openedBy: Carried<Sessions<SessionData>> = carried('opened by')

/** A middleware of Express. */
export type ExpressMiddleware = (
  req: ExpressRequest,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

/**
 * Makes a middleware that opens the visitor's session as `req.session` and commits it right before
 * the response's head is sent, however it is sent.
 *
 * An error of opening or committing goes to `next(error)`, with the error's `status`. What was
 * about to be answered is dropped then, its headers included, and so is what the request changed;
 * only ends are carried out with the error's answer. When somebody is still writing (a stream), or a
 * middleware after this one transforms the body (compression), the answer is the bare name of the
 * status, the connection is closed, and `next(error)` is called then.
 *
 * A client that hangs up before the head counts as a server error: ends are carried out at once.
 *
 * Put it before everything that uses `req.session`, and after static files. What a session holds is
 * said once for the whole app, in `SessionData`.
 *
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { expressSession } from 'coatcheck/adapters/express'
 * import express from 'express'
 *
 * declare module 'coatcheck' {
 *   interface SessionData {
 *     visits: number
 *   }
 * }
 *
 * const app = express()
 * app.use(expressSession(createSessions(optionsFromEnv())))
 *
 * app.get('/visits', (req, res) => {
 *   req.session.set('visits', req.session.get('visits', 0) + 1)
 *   res.send(`You have visited ${req.session.get('visits')} times`)
 * })
 */
export function expressSession(sessions: Sessions<SessionData>): ExpressMiddleware {
  return (req, res, next) => {
    if (openedBy.of(req) === sessions) {
      next()
      return
    }
    openedBy.put(req, sessions)
    const exchange = nodeExchange(req, res, req.originalUrl)
    const begin = (session: Session<SessionData>): void => {
      req.session = session
      const commit = () => sessions.commit(session, exchange)
      holdHead({ req, res, exchange, commit, report: next })
      next()
    }
    const session = sessions.open(exchange)
    if (session instanceof Promise) session.then(begin).catch(next)
    else begin(session)
  }
}

/**
 * Makes a middleware that lets a request through only when every guard does. A refusal is answered
 * as the guard says, and the session is committed with it.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` (through `next`) where `expressSession` did not run
 * @example
 * import { guard } from 'coatcheck/adapters/express'
 * import { requireLogin } from 'coatcheck/guards/login'
 *
 * app.get('/dashboard', guard(requireLogin({ loginPath: '/login' })), showDashboard)
 */
export function guard(...guards: readonly Guard[]): ExpressMiddleware {
  return (req, res, next) => {
    if (req.session === undefined) {
      next(noSession('req.session', 'app.use(expressSession(sessions))'))
      return
    }
    if (passes(guards, req, res, req.session, req.originalUrl)) next()
  }
}

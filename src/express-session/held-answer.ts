/**
 * A visit and its answer: the session is committed right before the head, and what a stream's
 * handler changes later is written before the end.
 *
 * @module
 */

import type { ServerResponse } from 'node:http'
import { attempt } from '../adapters/hang-up.ts'
import { holdHead } from '../adapters/held-head.ts'
import type { NodeExchange } from '../adapters/node-exchange.ts'
import type { SessionRequest } from './request.ts'
import { setVisit, type Visit } from './visit.ts'

/** What belongs to one request. */
export interface Answering {
  /** The request. */
  readonly req: SessionRequest
  /** Its response. */
  readonly res: ServerResponse
  /** Their exchange, made before. */
  readonly exchange: NodeExchange
  /** The visit. */
  readonly visit: Visit
  /** Takes errors. */
  next(error: unknown): void
}

/**
 * Says whether a response is one. WebSocket servers call the middleware with an empty object: then
 * nothing is committed by itself, and `req.session.save()` writes.
 */
export function isAnswer(res: object): boolean {
  return typeof Reflect.get(res, 'writeHead') === 'function'
}

/** Gives a request its visit, and holds the head and the end of its answer for it. */
export function holdAnswer({ req, res, exchange, visit, next }: Answering): void {
  const pending = setVisit(req, visit)
  if (!isAnswer(res)) return
  const settled = (run: () => undefined | Promise<void>): undefined | Promise<void> =>
    pending.isPending() ? pending.settled().then(run) : run()
  // Below the held head, which calls it with what was held.
  holdEnd(res, () => settled(() => visit.writeLate()), next)
  holdHead({ req, res, exchange, commit: () => settled(() => visit.commit()), report: next })
}

function holdEnd(
  res: ServerResponse,
  writeLate: () => undefined | Promise<void>,
  report: (error: unknown) => void,
): void {
  const { end } = res
  let isHeld = false
  const held = (...args: unknown[]): unknown => {
    if (isHeld) return res
    // Where the head goes with the end, all was committed right now.
    const pending = res.headersSent ? attempt(writeLate) : undefined
    if (pending === undefined) return Reflect.apply(end, res, args)
    isHeld = true
    pending.then(
      () => Reflect.apply(end, res, args),
      (error: unknown) => {
        report(error)
        // An answer that ends well would say that all of it was kept.
        res.destroy()
      },
    )
    return res
  }
  Object.assign(res, { end: held })
}

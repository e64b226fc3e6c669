/**
 * A client that hangs up before the head of its answer.
 *
 * @module
 */

import type { NodeExchange } from './node-exchange.ts'
import type { NodeResponse } from './node-message.ts'

/** What has to be known of an answer whose client may hang up. */
export interface Answering {
  /** The response. */
  readonly res: NodeResponse
  /** The exchange. */
  readonly exchange: NodeExchange
  /** Says whether the answer was committed, or is about to be, so that nothing is left to do. */
  isOver(): boolean
  /** Commits the session; it throws nothing. */
  commit(): undefined | Promise<void>
  /** Takes the error of that commit. */
  report(error: unknown): void
}

/**
 * Carries out ends at once when the client hangs up before the head, or when the answer is over and
 * went round the adapter. The handler may go on, and its answer is committed as any other.
 *
 * @returns gives what is under way because of it, which an answer's own commit has to wait for
 */
export function endOnHangUp(answering: Answering): () => Promise<void> | undefined {
  const { res, exchange, isOver, commit, report } = answering
  let afterHangUp: Promise<void> | undefined

  const stay = (): void => {
    exchange.isGone = false
  }

  const end = (): void => {
    exchange.isGone = true
    const pending = commit()
    if (pending === undefined) stay()
    else afterHangUp = pending.then(stay, report)
  }

  res.once('close', () => {
    if (isOver()) return
    // A head that went round us leaves changes behind, which are to be found before they are dropped.
    if (res.headersSent) process.nextTick(end)
    else end()
  })

  return () => afterHangUp
}

/** Calls a commit whose errors, thrown or not, all come as a rejection. */
export function attempt(commit: () => undefined | Promise<void>): undefined | Promise<void> {
  try {
    return commit()
  } catch (error) {
    return Promise.reject(error)
  }
}

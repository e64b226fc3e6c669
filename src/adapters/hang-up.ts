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
  reportHangUp(error: unknown): void
}

/**
 * Carries out ends at once when the client hangs up before the head, or when the answer is over and
 * went round the adapter. The handler may go on, and its answer is committed as any other.
 */
export class HangUp {
  /** What is under way because of it, which an answer's own commit has to wait for. */
  underWay: Promise<void> | undefined
  readonly #answering: Answering

  /** Begins to wait for it. */
  constructor(answering: Answering) {
    this.#answering = answering
    answering.res.once('close', () => this.#closed())
  }

  #closed(): void {
    if (this.#answering.isOver()) return
    // A head that went round us leaves changes behind, which are to be found before they are dropped.
    if (this.#answering.res.headersSent) process.nextTick(() => this.#end())
    else this.#end()
  }

  #end(): void {
    const { exchange } = this.#answering
    const stay = (): void => {
      exchange.isGone = false
    }
    exchange.isGone = true
    const pending = this.#answering.commit()
    if (pending === undefined) stay()
    else this.underWay = pending.then(stay, (error) => this.#answering.reportHangUp(error))
  }
}

/** Calls a commit whose errors, thrown or not, all come as a rejection. */
export function attempt(commit: () => undefined | Promise<void>): undefined | Promise<void> {
  try {
    return commit()
  } catch (error) {
    return Promise.reject(error)
  }
}

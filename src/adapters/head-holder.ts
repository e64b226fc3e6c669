/**
 * What holding a head needs to know of its request.
 *
 * @module
 */

import type { NodeExchange } from './node-exchange.ts'
import type { NodeRequest, NodeResponse } from './node-message.ts'

/** What holding a head needs to know of its request. */
export interface HeadHolder {
  /** The request. */
  readonly req: NodeRequest
  /** Its response. */
  readonly res: NodeResponse
  /** Their exchange, made before. */
  readonly exchange: NodeExchange
  /** Commits the session. It may throw or reject. */
  commit(): undefined | Promise<void>
  /**
   * Gives an error of `commit` to the framework, and throws nothing. What was to be answered has
   * been dropped, so the framework answers, unless a bare error was sent: then `headersSent` is
   * true.
   */
  report(error: unknown): void
}

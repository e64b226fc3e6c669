/**
 * The inside of a request's session: what the session and those who commit it share.
 *
 * @module
 */

import type { Draft } from './draft.ts'
import type { Exchange } from './exchange.ts'
import type { Place } from './place.ts'

/** Where an object that stands for a session, as the ambient one does, gives the real one. */
export const standsFor: unique symbol = Symbol('the session that this stands for')

/** The inside of a session, for those who commit it. */
export interface SessionState {
  /** Where its record is kept. */
  readonly place: Place
  /** The request it belongs to. */
  readonly exchange: Exchange
  /** What became of it; `undefined` until it is first used. */
  draft: Draft | undefined
  /** Whether a commit failed, so that from then on only ends are carried out. */
  hasFailed: boolean
  /** Whether the response's head has its headers, so that no change can be kept any more. */
  isCommitted: boolean
}

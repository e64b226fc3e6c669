/**
 * What a session needs of the place where its record is kept. It stands between the session and
 * the places, so that neither imports the other.
 *
 * @module
 */

import type { KeyRing } from './crypto/key-ring.ts'
import type { Draft } from './draft.ts'
import type { SessionEvent } from './events.ts'
import type { Exchange } from './exchange.ts'
import type { Timeouts } from './expiry.ts'
import type { Found } from './found.ts'
import type { Clock } from './time.ts'

/** A change of a session's data: synchronous, and it may run again. */
export type ChangeFn = (data: object) => unknown

/** What a commit carries out: all that the request did, or, when it failed, only what it ended. */
export type CommitScope = 'all' | 'ends'

/** Where records are kept, as one request sees it. */
export interface Place {
  /** The clocks of a session. */
  readonly timeouts: Timeouts
  /** Tells the time. */
  readonly now: Clock
  /** The app's secrets, for tokens that belong to a session. */
  readonly ring: KeyRing
  /** Reports an event; `undefined` when nobody listens, so that no event need be made. */
  readonly report: ((event: SessionEvent) => void) | undefined
  /** Whether `update` and `logout` need no header, so that they stay possible after the head. */
  readonly actsAtOnce: boolean
  /**
   * Finds the visitor's session; run at the session's first use, and once.
   *
   * @param purpose with `'end'` nothing is thrown: what cannot be read can still be ended
   * @throws {CoatcheckError} `ERR_STORE_UNAVAILABLE` when it could not be read
   */
  read(exchange: Exchange, purpose: 'use' | 'end'): Found
  /**
   * Does what the draft asks for and adds what the response's head needs.
   *
   * @param scope with `'ends'`, nothing but ends is carried out
   * @returns `undefined` when all is done
   */
  commit(draft: Draft, exchange: Exchange, scope: CommitScope): undefined | Promise<void>
  /**
   * Runs a change of the data, atomically where the place can.
   *
   * @param head whether the response's head has been sent
   */
  update(draft: Draft, fn: ChangeFn, head: 'open' | 'sent'): Promise<unknown>
  /** Ends the session now, after the head was sent; called only where the place acts at once. */
  end(draft: Draft): Promise<void>
  /** Says whether the session still holds. */
  isLive(draft: Draft): Promise<boolean>
  /** Remembers a revocation that this very request made, so that its own login outlives it. */
  excuse(digest: string, stamp: number): void
}

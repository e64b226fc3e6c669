/**
 * `req.sessionStore` over one of Coatcheck's stores: it ends sessions by their id, and shows none.
 *
 * @module
 */

import type { Store as CoatcheckStore } from '../store.ts'
import type { Clock } from '../time.ts'
import { refused } from './settings.ts'
import { type Row, Store } from './store.ts'
import type { Callback } from './visit.ts'

/** What of a connect-style store there can be where rows are sealed under the visitors' tickets. */
export class SealedRows extends Store {
  readonly #store: CoatcheckStore
  readonly #now: Clock

  /** @param store where the sessions are */
  constructor(store: CoatcheckStore, now: Clock) {
    super()
    this.#store = store
    this.#now = now
  }

  /** Gives an error: only the visitor's ticket opens a session. */
  override get(_id: string, callback: (error?: unknown, row?: Row | null) => void): void {
    process.nextTick(callback, sealed('get'))
  }

  /** Gives an error: only the visitor's ticket opens a session. */
  override set(_id: string, _session: Row, callback?: Callback): void {
    process.nextTick(callback ?? nothing, sealed('set'))
  }

  /** Ends a session. */
  override destroy(id: string, callback: Callback = nothing): void {
    this.#store.delete(id, this.#now()).then(
      () => process.nextTick(callback),
      (error: unknown) => process.nextTick(callback, error),
    )
  }
}

function sealed(verb: string): Error {
  return refused(
    `req.sessionStore.${verb}(): a session in one of Coatcheck's stores opens with its visitor's ` +
      'ticket only; use req.session',
  )
}

function nothing(): void {}

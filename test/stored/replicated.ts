/**
 * Two real stores as an asynchronous replication keeps them: the second gets what the first has
 * acknowledged, until it does not, and takes over.
 *
 * @module
 */

import type { Store } from 'coatcheck'
import { storeVerbs } from './store-verbs.ts'

/** A store with a replica. */
export interface Replicated {
  /** The store: the primary, and after a failover the replica. */
  readonly store: Store
  /** From now on the replica hears of nothing. */
  pause(): void
  /** The primary is gone with what only it knew. */
  failOver(): void
}

/** Makes both of real stores. */
export function replicated(make: () => Store): Replicated {
  const [primary, replica] = [make(), make()]
  let isReplicating = true
  let isGone = false
  const verbs = storeVerbs.map((verb) => [
    verb,
    async (...args: unknown[]): Promise<unknown> => {
      if (isGone) return Reflect.apply(replica[verb], replica, args)
      const result: unknown = await Reflect.apply(primary[verb], primary, args)
      if (isReplicating) await Reflect.apply(replica[verb], replica, args)
      return result
    },
  ])
  return {
    // Every verb of the store stands in the list, each with the store's own arguments and result.
    store: Object.fromEntries(verbs) as unknown as Store,
    pause() {
      isReplicating = false
    },
    failOver() {
      isGone = true
    },
  }
}

/**
 * What this process knows of the store's epoch: sessions that began under a lower one are revoked.
 *
 * @module
 */

import type { Epoch, Store } from './store.ts'
import type { Clock, Instant, Seconds } from './time.ts'

/** Knows the epoch, and never lets it go backwards. */
export interface EpochWatch {
  /** Gives the epoch, asking the store at most once per recheck interval. */
  known(): Promise<number>
  /** Gives the epoch if the store was asked within the recheck interval. */
  recent(): number | undefined
  /** Asks the store. */
  ask(): Promise<Epoch>
  /** Raises it, and gives what it then is. */
  raise(): Promise<number>
}

/** Makes the watch of one `sessions`. */
export function epochWatch(store: Store, recheckInterval: Seconds, now: Clock): EpochWatch {
  let known = 0
  let askedAt: Instant | undefined
  let asking: Promise<Epoch> | undefined

  const ask = async (): Promise<Epoch> => {
    // From when it was asked: an answer that was long under way is as old as its question.
    const startedAt = now()
    const found = await store.epoch()
    known = Math.max(known, found.epoch)
    askedAt = Math.max(askedAt ?? startedAt, startedAt)
    return { ...found, epoch: known }
  }

  const isStale = (): boolean => {
    if (askedAt === undefined) return true
    const age = now() - askedAt
    return age < 0 || age >= recheckInterval
  }

  return {
    async known() {
      if (isStale()) {
        asking ??= ask().finally(() => {
          asking = undefined
        })
        await asking
      }
      return known
    },
    recent: () => (isStale() ? undefined : known),
    ask,
    async raise() {
      const raised = await store.raiseEpoch()
      known = Math.max(known, raised)
      return raised
    },
  }
}

/**
 * How long the store takes: an event for each of its commands, made only when somebody listens.
 *
 * @module
 */

import type { SessionEvent, StoreOutcome } from './events.ts'
import type { Store } from './store.ts'
import { storeAround } from './store-around.ts'

/** Gives a store that reports its commands; the store itself when nobody listens. */
export function timedStore(
  store: Store,
  report: ((event: SessionEvent) => void) | undefined,
): Store {
  if (report === undefined) return store
  return storeAround(store, async (verb, run) => {
    const began = performance.now()
    let outcome: StoreOutcome = 'failed'
    try {
      const result = await run()
      outcome = result === false || result === null ? 'none' : 'done'
      return result
    } finally {
      report({ type: 'store-command', verb, milliseconds: performance.now() - began, outcome })
    }
  })
}

/**
 * When this process last asked the store about each session, for those whose visitors carry a copy:
 * what is kept is bounded, and what was dropped costs one command more.
 *
 * @module
 */

import type { Clock, Instant, Seconds } from './time.ts'

/** What the store said about a session. */
export interface Rechecked {
  /** The entry's counter. */
  readonly counter: number
  /** When activity was last recorded. */
  readonly touchedAt: Instant
}

/** Knows which copies need not be compared with the store. */
export interface Rechecks {
  /** Gives what the store said within the recheck interval, or `undefined`: ask it. */
  recent(key: string): Rechecked | undefined
  /** Remembers what the store said just now. */
  note(key: string, said: Rechecked): void
  /** Forgets a session, so that the store is asked next time. */
  forget(key: string): void
}

/** Nothing: where no visitor carries a copy the store is asked each time. */
export const noRechecks: Rechecks = { recent: () => undefined, note: () => {}, forget: () => {} }

/** How many sessions are remembered at most: about 10 MB. */
export const maxRechecks = 50_000

/** Makes the table of one `sessions`. */
export function storeRechecks(recheckInterval: Seconds, now: Clock): Rechecks {
  const table = new Map<string, Rechecked & { readonly at: Instant }>()
  return {
    recent(key) {
      const said = table.get(key)
      if (said === undefined) return undefined
      const age = now() - said.at
      return age >= 0 && age < recheckInterval ? said : undefined
    },

    note(key, { counter, touchedAt }) {
      // Put at the end: the first is the one that was asked about longest ago.
      table.delete(key)
      table.set(key, { counter, touchedAt, at: now() })
      if (table.size <= maxRechecks) return
      const [oldest] = table.keys()
      if (oldest !== undefined) table.delete(oldest)
    },

    forget(key) {
      table.delete(key)
    },
  }
}

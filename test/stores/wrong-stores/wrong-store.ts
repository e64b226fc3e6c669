/**
 * A store that is wrong on purpose, in one way that real ones were found to be: the memory store
 * with one fault put round it.
 *
 * @module
 */

import type { Store, StoredEntry } from '../../../src/store.ts'

/** A store that is wrong in one way. */
export interface WrongStore {
  /** What is wrong with it. */
  readonly fault: string
  /** The names of the rules it breaks, in the order of the contract. */
  readonly breaks: readonly string[]
  /** Gives the verbs that are wrong, around a right store. */
  around(store: Store): Partial<Store>
}

/** Lets everything else run that is ready to. */
export function anotherTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

/** Gives an entry as if it had been touched at another moment, when one is given. */
export function withTouchedAt(
  found: StoredEntry | null,
  touchedAt: number | undefined,
): StoredEntry | null {
  return found === null || touchedAt === undefined ? found : { ...found, touchedAt }
}

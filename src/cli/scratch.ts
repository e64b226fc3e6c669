/**
 * What there is to try a database on.
 *
 * @module
 */

import type { Store } from '../store.ts'

/** What has to hold of the servers themselves. */
export interface ServerRule {
  /** The fact. */
  readonly name: string
  /** Throws what is wrong, and how to mend it. */
  check(): Promise<void>
}

/** A store to try things on. */
export interface ScratchStore {
  /** The store, empty. */
  readonly store: Store
  /** What it is called: the table, or how its keys begin. */
  readonly name: string
  /** Whether the server expires entries by itself. */
  readonly expiresByItself: boolean
  /** What has to hold of the servers, beside the store contract. */
  readonly serverRules: readonly ServerRule[]
  /** Removes it, and closes the connection. */
  remove(): Promise<void>
}

/**
 * What there is to try a database on.
 *
 * @module
 */

import type { Store } from '../store.ts'

/** A store to try things on. */
export interface ScratchStore {
  /** The store, empty. */
  readonly store: Store
  /** What it is called: the table, or how its keys begin. */
  readonly name: string
  /** Whether the server expires entries by itself. */
  readonly expiresByItself: boolean
  /** What the servers drop when their memory is full, each by its policy, where they drop anything. */
  evictionPolicies(): Promise<readonly string[]>
  /** Removes it, and closes the connection. */
  remove(): Promise<void>
}

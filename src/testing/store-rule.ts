/**
 * What a rule of the store contract is. Knows no test runner, so that any runner, or a command, may
 * go through the rules.
 *
 * @module
 */

import type { Store } from '../store.ts'
import type { Instant } from '../time.ts'

/** What a rule is tried on. */
export interface StoreTrial {
  /** The store under trial. */
  readonly store: Store
  /** About the present moment; the rule judges expiry from here on, up to some days ahead. */
  readonly now: Instant
}

/** One promise every store keeps. */
export interface StoreRule {
  /** The promise, a plain sentence, unlike that of every other rule. */
  readonly name: string
  /**
   * `'sweep'`: only for stores that remove by `sweep` what is over, not where the server expires by
   * itself. Absent: for every store.
   */
  readonly needs?: 'sweep'
  /**
   * Resolves when the store keeps the promise, and rejects, saying what was expected and what was
   * found, when it does not.
   */
  check(trial: StoreTrial): Promise<void>
}

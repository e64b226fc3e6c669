/**
 * The store contract as data: what every store promises, for any test runner to go through.
 *
 * @module
 */

import type { StoreRule } from './store-rule.ts'
import { creatingRules } from './store-rules/creating.ts'
import { deletingRules } from './store-rules/deleting.ts'
import { listingRules } from './store-rules/listing.ts'
import { revokingRules } from './store-rules/revoking.ts'
import { sweepingRules } from './store-rules/sweeping.ts'
import { touchingRules } from './store-rules/touching.ts'
import { updatingRules } from './store-rules/updating.ts'

/**
 * Every rule of the store contract.
 *
 * Go through them one after another, on a store that holds nothing of value and that nobody else
 * uses meanwhile: the rules make entries under random keys, raise the epoch, and sweep as of some
 * days ahead. Leave out those that say `needs: 'sweep'` where the server expires by itself.
 *
 * @example
 * ```ts
 * import { storeContract } from 'coatcheck/testing'
 * import { describe, it } from 'vitest'
 * import { makeMyStore } from './my-store.js'
 *
 * describe('my store', () => {
 *   for (const rule of storeContract) {
 *     it(rule.name, () => rule.check({ store: makeMyStore(), now: Math.floor(Date.now() / 1_000) }))
 *   }
 * })
 * ```
 */
export const storeContract: readonly StoreRule[] = [
  ...creatingRules,
  ...updatingRules,
  ...touchingRules,
  ...deletingRules,
  ...listingRules,
  ...revokingRules,
  ...sweepingRules,
]

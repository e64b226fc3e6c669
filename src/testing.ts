/**
 * What tests of an app, or of a store of one's own, are written with.
 *
 * @module
 */

export { storeContract } from './testing/store-contract.ts'
export type { StoreRule, StoreTrial } from './testing/store-rule.ts'

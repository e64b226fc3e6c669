/**
 * What tests of an app, or of a store or an adapter of one's own, are written with.
 *
 * @module
 */

export { type AppAnswer, responseOf } from './testing/adapter-answer.ts'
export {
  type AdapterApp,
  type AppSection,
  adapterApp,
  type FoundRoute,
} from './testing/adapter-app.ts'
export { adapterContract } from './testing/adapter-contract.ts'
export type { AppRoute } from './testing/adapter-routes.ts'
export type { AdapterNeed, AdapterRule, AdapterTrial } from './testing/adapter-rule.ts'
export { storeContract } from './testing/store-contract.ts'
export type { StoreRule, StoreTrial } from './testing/store-rule.ts'

/**
 * What can be asked of a store, for wrapping every verb of a real one.
 *
 * @module
 */

import type { Store } from 'coatcheck'

/** One verb of a store. */
export type StoreVerb = keyof Store

/** All of them. */
export const storeVerbs: readonly StoreVerb[] = [
  'create',
  'load',
  'update',
  'touch',
  'delete',
  'listBySubject',
  'raiseNotBefore',
  'notBefore',
  'raiseEpoch',
  'epoch',
  'sweep',
]

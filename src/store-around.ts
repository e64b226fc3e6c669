/**
 * A store with something around every command: a stopwatch, a span, a gate. What is around a command
 * knows its verb and neither its key nor what it carries.
 *
 * @module
 */

import type { Store } from './store.ts'

/** One verb of a store. */
export type StoreVerb = keyof Store

/** Runs a command, or does not; what it gives is what the one who asked gets. */
export type AroundCommand = (verb: StoreVerb, run: () => Promise<unknown>) => Promise<unknown>

const everyVerb: Readonly<Record<StoreVerb, true>> = {
  create: true,
  load: true,
  update: true,
  touch: true,
  delete: true,
  listBySubject: true,
  raiseNotBefore: true,
  notBefore: true,
  raiseEpoch: true,
  epoch: true,
  sweep: true,
}

/** Puts something around every command of a store, which itself stays what it is. */
export function storeAround(store: Store, around: AroundCommand): Store {
  // The keys are those of the type.
  const verbs = Object.keys(everyVerb) as StoreVerb[]
  const wrapped = verbs.map((verb) => [
    verb,
    (...args: unknown[]): Promise<unknown> =>
      around(verb, async () => Reflect.apply(store[verb], store, args)),
  ])
  // Every verb of the store is there, with the store's own arguments and result.
  return Object.fromEntries(wrapped) as unknown as Store
}

/**
 * Faults and counts around a real store; the store itself stays what it is.
 *
 * @module
 */

import { CoatcheckError, type Store } from 'coatcheck'
import { type StoreVerb, storeVerbs } from './store-verbs.ts'

/** Calls something before every verb of a store, which may throw or take its time. */
export function before(store: Store, look: (verb: StoreVerb) => unknown): Store {
  const watched = storeVerbs.map((verb) => [
    verb,
    async (...args: unknown[]): Promise<unknown> => {
      await look(verb)
      return Reflect.apply(store[verb], store, args)
    },
  ])
  // Every verb of the store stands in the list, each with the store's own arguments and result.
  return Object.fromEntries(watched) as unknown as Store
}

/** A store whose verbs fail while they are named in `down`. */
export function failing(store: Store): { readonly store: Store; readonly down: Set<StoreVerb> } {
  const down = new Set<StoreVerb>()
  return {
    down,
    store: before(store, (verb) => {
      if (down.has(verb))
        throw new CoatcheckError('ERR_STORE_UNAVAILABLE', `${verb}: the server is away`)
    }),
  }
}

/** A store that counts what it is asked. */
export function counting(store: Store): { readonly store: Store; take(): readonly StoreVerb[] } {
  let asked: StoreVerb[] = []
  return {
    store: before(store, (verb) => asked.push(verb)),
    take() {
      const all = asked
      asked = []
      return all
    },
  }
}

/**
 * Holds every store call of several actors until a schedule lets it through, so that any order can
 * be tried, and an actor may die with a call under way.
 *
 * @module
 */

import type { Store } from 'coatcheck'
import { type StoreVerb, storeVerbs } from './store-verbs.ts'

/** What an actor wants of the store. */
interface Call {
  readonly run: () => Promise<void>
}

/** A schedule's control over several actors. */
export interface Gate {
  /** The store as an actor sees it. */
  storeFor(actor: number): Store
  /** The actors that have a call waiting, in order. */
  waiting(): readonly number[]
  /** Lets an actor's call through. */
  pass(actor: number): Promise<void>
  /** Ends an actor, its waiting call carried out or not; it never hears of the result. */
  crash(actor: number, isCarriedOut: boolean): Promise<void>
  /** Lets everything through from now on. */
  open(): void
}

/** Makes a gate before a real store. */
export function gateBefore(store: Store): Gate {
  const calls = new Map<number, Call>()
  let isOpen = false

  const take = (actor: number): Call => {
    const call = calls.get(actor)
    if (call === undefined) throw new Error('this actor waits for nothing')
    calls.delete(actor)
    return call
  }

  return {
    storeFor(actor) {
      const held =
        (verb: StoreVerb) =>
        (...args: unknown[]): Promise<unknown> => {
          const run = async (): Promise<unknown> => Reflect.apply(store[verb], store, args)
          if (isOpen) return run()
          return new Promise((resolve, reject) => {
            calls.set(actor, { run: () => run().then(resolve, reject) })
          })
        }
      // Every verb of the store stands in the list, each with the store's own arguments and result.
      return Object.fromEntries(storeVerbs.map((verb) => [verb, held(verb)])) as unknown as Store
    },
    waiting: () => [...calls.keys()].sort((a, b) => a - b),
    async pass(actor) {
      await take(actor).run()
      await settled()
    },
    async crash(actor, isCarriedOut) {
      const call = take(actor)
      // The store does it; the actor is not there any more, so what it would do next is held for ever.
      if (isCarriedOut) await call.run()
      await settled()
      calls.delete(actor)
    },
    open() {
      isOpen = true
    },
  }
}

/** Waits until every actor is done or waits at the gate: no timers and no sockets are involved. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

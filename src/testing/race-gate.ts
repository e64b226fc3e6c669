/**
 * Holds the steps of several actors until a schedule lets them through, one at a time.
 *
 * @module
 */

import type { Store } from '../store.ts'
import { storeAround } from '../store-around.ts'

/** A schedule's control over several actors. */
export interface Gate {
  /** The store as an actor sees it: each command is a step. */
  storeFor(actor: number): Store
  /** Waits until an actor's step is let through. */
  step(actor: number, label: string): Promise<void>
  /** Says that an actor is done, whatever it may still ask. */
  leave(actor: number): void
  /** Resolves the actors that have a step waiting, once all others are done. */
  waiting(): Promise<readonly number[]>
  /** Lets an actor's first step through, and resolves in words what came of it. */
  pass(actor: number): Promise<string>
  /** Lets everything through from now on. */
  open(): void
}

interface Step {
  /** Takes it and says what came of it. */
  take(): Promise<string>
}

// An actor that neither ends nor takes a step meanwhile waits for another one, as behind a lock.
const patienceMs = 1_000
const longestWaitMs = 30_000

/** Makes a gate before a store. */
export function gateBefore(store: Store, names: readonly string[]): Gate {
  const queues: Step[][] = names.map(() => [])
  const done = new Set<number>()
  let isOpen = false
  let notice = (): void => {}

  const hold = <T>(actor: number, label: string, run: () => Promise<T>): Promise<T> => {
    if (isOpen || done.has(actor)) return run()
    return new Promise((resolve, reject) => {
      const take = (): Promise<string> =>
        run().then(
          (result) => {
            resolve(result)
            return `${label}${inWords(result)}`
          },
          (error: unknown) => {
            reject(error)
            return `${label} failed`
          },
        )
      queues[actor]?.push({ take })
      notice()
    })
  }

  const held = (): readonly number[] =>
    queues.flatMap(({ length }, actor) => (length > 0 ? [actor] : []))
  const isSettled = (): boolean =>
    queues.every(({ length }, actor) => length > 0 || done.has(actor))

  const settled = (within: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, within)
      notice = () => {
        if (!isSettled()) return
        clearTimeout(timer)
        notice = () => {}
        resolve()
      }
      notice()
    })

  return {
    storeFor: (actor) => storeAround(store, (verb, run) => hold(actor, verb, run)),
    step: (actor, label) => hold(actor, label, async () => {}),
    leave(actor) {
      done.add(actor)
      // What it asked and did not wait for goes its way.
      for (const { take } of queues[actor]?.splice(0) ?? []) take()
      notice()
    },
    async waiting() {
      await settled(patienceMs)
      if (held().length === 0) await settled(longestWaitMs)
      if (held().length > 0 || isSettled()) return held()
      const stuck = names.filter((_name, actor) => !done.has(actor)).join(', ')
      throw new Error(
        `raceOf: ${stuck} neither ended nor gave the store a command within ` +
          `${longestWaitMs / 1_000} seconds, so the race cannot go on`,
      )
    },
    async pass(actor) {
      return (await queues[actor]?.shift()?.take()) ?? ''
    },
    open() {
      isOpen = true
      for (const { take } of queues.flatMap((queue) => queue.splice(0))) take()
    },
  }
}

function inWords(result: unknown): string {
  if (result === undefined) return ''
  if (typeof result === 'boolean' || typeof result === 'number') return ` → ${result}`
  return result === null ? ' → nothing' : ' → found'
}

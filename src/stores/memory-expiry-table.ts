/**
 * Things that expire, under their keys, at most so many: when it is full, what is over makes room,
 * and else what was used least recently.
 *
 * @module
 */

import { type Expiring, expiryQueue } from './memory-expiry-queue.ts'
import { type Used, useOrder } from './memory-use-order.ts'

/** A thing under a key. */
export interface Keyed<Thing> extends Expiring, Used<Thing> {
  /** Its key. */
  readonly key: string
}

/** Things under their keys; what they expire by is one clock, in whatever unit. */
export interface ExpiryTable<Thing extends Keyed<Thing>> {
  /** Gives the thing under a key, over or not. */
  get(key: string): Thing | undefined
  /** Puts a thing under a free key, and gives what had to make room for it. */
  add(thing: Thing, now: number): Thing | undefined
  /** Notes that a thing was used. */
  use(thing: Thing): void
  /** Moves the end of a thing. */
  move(thing: Thing, expiresAt: number): void
  /** Takes out what is under a key, if there is anything. */
  remove(key: string): void
  /** Takes out what is over at `now`, at most `limit` things, and gives them. */
  removeOver(limit: number, now: number): readonly Thing[]
}

/**
 * Makes an empty table.
 *
 * @param maxThings how many things at most, from 1
 */
export function expiryTable<Thing extends Keyed<Thing>>(maxThings: number): ExpiryTable<Thing> {
  const queue = expiryQueue<Thing>()
  const order = useOrder<Thing>()
  const thingOf = new Map<string, Thing>()

  function remove(key: string): void {
    const thing = thingOf.get(key)
    if (thing === undefined) return
    thingOf.delete(key)
    order.remove(thing)
    queue.remove(thing)
  }

  function firstOver(now: number): Thing | undefined {
    const first = queue.first()
    return first !== undefined && now >= first.expiresAt ? first : undefined
  }

  return {
    get: (key) => thingOf.get(key),
    use: order.use,
    remove,

    add(thing, now) {
      const loser = thingOf.size < maxThings ? undefined : (firstOver(now) ?? order.leastRecent())
      if (loser !== undefined) remove(loser.key)
      thingOf.set(thing.key, thing)
      order.add(thing)
      queue.add(thing)
      return loser
    },

    move(thing, expiresAt) {
      thing.expiresAt = expiresAt
      queue.settle(thing)
    },

    removeOver(limit, now) {
      const removed: Thing[] = []
      while (removed.length < limit) {
        const thing = firstOver(now)
        if (thing === undefined) break
        remove(thing.key)
        removed.push(thing)
      }
      return removed
    },
  }
}

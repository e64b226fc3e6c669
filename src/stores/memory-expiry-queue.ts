/**
 * Things that expire, the first to be over in front: a binary heap in which each thing knows its
 * place, so that one whose end has moved, or that is gone, is found without a search.
 *
 * @module
 */

import type { Instant } from '../time.ts'

/** A thing that stands in a queue. */
export interface Expiring {
  /** When it is over. */
  expiresAt: Instant
  /** Where it stands; the queue's to write. */
  place: number
}

/** Things by the moment they are over. */
export interface ExpiryQueue<Thing extends Expiring> {
  /** Gives the thing that is over first. */
  first(): Thing | undefined
  /** Puts a thing in. */
  add(thing: Thing): void
  /** Moves a thing that stands in it to where its `expiresAt` now belongs. */
  settle(thing: Thing): void
  /** Takes a thing out that stands in it. */
  remove(thing: Thing): void
}

/** Makes an empty queue. */
export function expiryQueue<Thing extends Expiring>(): ExpiryQueue<Thing> {
  const heap: Thing[] = []

  function put(thing: Thing, place: number): void {
    heap[place] = thing
    thing.place = place
  }

  function rise(thing: Thing): void {
    let { place } = thing
    while (place > 0) {
      const above = (place - 1) >> 1
      const parent = heap[above]
      if (parent === undefined || parent.expiresAt <= thing.expiresAt) break
      put(parent, place)
      place = above
    }
    put(thing, place)
  }

  function sink(thing: Thing): void {
    let { place } = thing
    for (;;) {
      const left = heap[2 * place + 1]
      const right = heap[2 * place + 2]
      const child =
        right !== undefined && left !== undefined && right.expiresAt < left.expiresAt ? right : left
      if (child === undefined || child.expiresAt >= thing.expiresAt) break
      const below = child.place
      put(child, place)
      place = below
    }
    put(thing, place)
  }

  function settle(thing: Thing): void {
    rise(thing)
    sink(thing)
  }

  return {
    first: () => heap[0],

    add(thing) {
      thing.place = heap.length
      rise(thing)
    },

    settle,

    remove(thing) {
      const last = heap.pop()
      if (last === undefined || last === thing) return
      put(last, thing.place)
      settle(last)
    },
  }
}

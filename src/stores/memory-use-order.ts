/**
 * Things in the order of their use, as a chain: what was used least recently is found at once,
 * which in a Map costs a walk over everything that was deleted from its front.
 *
 * @module
 */

/** A thing that stands in a chain, and knows its neighbours; these are the chain's to write. */
export interface Used<Thing> {
  /** What was used last before it. */
  older: Thing | undefined
  /** What was used first after it. */
  newer: Thing | undefined
}

/** Things in the order of their use. */
export interface UseOrder<Thing> {
  /** Gives what was used least recently. */
  leastRecent(): Thing | undefined
  /** Puts a thing in as the most recently used. */
  add(thing: Thing): void
  /** Makes a thing the most recently used. */
  use(thing: Thing): void
  /** Takes a thing out. */
  remove(thing: Thing): void
}

/** Makes an empty chain. */
export function useOrder<Thing extends Used<Thing>>(): UseOrder<Thing> {
  let oldest: Thing | undefined
  let newest: Thing | undefined

  function add(thing: Thing): void {
    thing.older = newest
    thing.newer = undefined
    if (newest === undefined) oldest = thing
    else newest.newer = thing
    newest = thing
  }

  function remove({ older, newer }: Thing): void {
    if (older === undefined) oldest = newer
    else older.newer = newer
    if (newer === undefined) newest = older
    else newer.older = older
  }

  return {
    leastRecent: () => oldest,
    add,
    remove,

    use(thing) {
      if (thing === newest) return
      remove(thing)
      add(thing)
    },
  }
}

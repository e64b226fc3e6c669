/**
 * Things in the order of their use, as a chain: what was used least recently is found at once,
 * which in a Map costs a walk over everything that was deleted from its front.
 *
 * @module
 */

/** A thing in its place in the chain. */
export interface Link<Thing> {
  /** The thing. */
  readonly thing: Thing
  /** What was used last before it. */
  older: Link<Thing> | undefined
  /** What was used first after it. */
  newer: Link<Thing> | undefined
}

/** Things in the order of their use. */
export interface UseOrder<Thing> {
  /** Gives what was used least recently. */
  leastRecent(): Thing | undefined
  /** Puts a thing in as the most recently used. */
  add(thing: Thing): Link<Thing>
  /** Makes a thing the most recently used. */
  use(link: Link<Thing>): void
  /** Takes a thing out. */
  remove(link: Link<Thing>): void
}

/** Makes an empty chain. */
export function useOrder<Thing>(): UseOrder<Thing> {
  let oldest: Link<Thing> | undefined
  let newest: Link<Thing> | undefined

  function append(link: Link<Thing>): void {
    link.older = newest
    link.newer = undefined
    if (newest === undefined) oldest = link
    else newest.newer = link
    newest = link
  }

  function remove({ older, newer }: Link<Thing>): void {
    if (older === undefined) oldest = newer
    else older.newer = newer
    if (newer === undefined) newest = older
    else newer.older = older
  }

  return {
    leastRecent: () => oldest?.thing,
    remove,

    add(thing) {
      const link: Link<Thing> = { thing, older: undefined, newer: undefined }
      append(link)
      return link
    },

    use(link) {
      remove(link)
      append(link)
    },
  }
}

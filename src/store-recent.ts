/**
 * What was worked out lately, in a table of fixed size: for five minutes at most, and never more bytes
 * than it may have. What was forgotten is worked out again.
 *
 * @module
 */

import type { Clock, Seconds } from './time.ts'

/** For how long anything is kept at most, however often it is asked for. */
export const maxRecentAge: Seconds = 300

/** Things by a print of what they were worked out from, which does not tell two of them apart. */
export interface Recent<Thing> {
  /** Gives the thing in the place of this print, if there is one: whether it fits is to be seen. */
  find(print: number): Thing | undefined
  /** Keeps a thing of about so many bytes, in the place of one whose print leads to the same. */
  keep(print: number, thing: Thing, bytes: number): void
}

// A power of two.
const places = 8_192

/** Makes an empty table. */
export function recentThings<Thing>(maxBytes: number, now: Clock): Recent<Thing> {
  let table: (Thing | undefined)[] = []
  let sizes = new Int32Array(0)
  let bytes = 0
  let since = Number.NEGATIVE_INFINITY

  const clear = (): void => {
    table = new Array(places)
    sizes = new Int32Array(places)
    bytes = 0
    since = now()
  }

  const forget = (): void => {
    const age = now() - since
    if (age >= maxRecentAge || age < 0) clear()
  }

  return {
    find(print) {
      forget()
      return table[print & (places - 1)]
    },

    keep(print, thing, size) {
      if (size > maxBytes) return
      forget()
      const place = print & (places - 1)
      if (bytes - (sizes[place] ?? 0) + size > maxBytes) clear()
      bytes += size - (sizes[place] ?? 0)
      table[place] = thing
      sizes[place] = size
    },
  }
}

/** Gives a print of two bytes that nobody can choose. */
export function printAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8)
}

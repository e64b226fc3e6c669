/**
 * What was worked out lately, for five minutes at most, in never more bytes than it may have. What was
 * forgotten is worked out again.
 *
 * @module
 */

import type { Clock, Instant, Seconds } from './time.ts'

/** For how long anything is kept at most, however often it is asked for. */
export const maxRecentAge: Seconds = 300

/**
 * Things by a print of what they were worked out from: a signed number of 32 bits, which hardly ever two of
 * them share.
 */
export interface Recent<Thing> {
  /**
   * Gives the thing of this print, if there is one: whether it is the right one is to be seen.
   *
   * @param at what time it is, for those who have asked already
   */
  find(print: number, at?: Instant): Thing | undefined
  /** Keeps a thing of about so many bytes, perhaps in the place of one whose print leads near it. */
  keep(print: number, thing: Thing, bytes: number, at?: Instant): void
}

/** The things of one stretch of time; two of them are kept, and the older one goes as a whole. */
interface Generation<Thing> {
  /** Nothing in it was kept before. */
  readonly since: Instant
  /** It has places for two to the power of these. */
  placeBits: number
  /** In how many places there is something. */
  count: number
  /** By their prints, in pairs of places: of three that meet in one the last two stay. */
  things: (Thing | undefined)[]
  /** Of each place, the print of what is there: others are told apart without a look at it. */
  prints: Int32Array
  /** Of each place, about how many bytes are there. */
  sizes: Int32Array
  bytes: number
}

// Most tables hold little, and programs may make many.
const fewestPlaceBits = 6
const mostPlaceBits = 14

/** Makes an empty table. */
export function recentThings<Thing>(maxBytes: number, now: Clock): Recent<Thing> {
  let young = generation<Thing>(Number.NEGATIVE_INFINITY)
  let old = young

  const turn = (since: Instant): void => {
    old = young
    young = generation(since)
  }

  const forget = (at: Instant): void => {
    if (at < young.since || at - young.since >= maxRecentAge / 2) turn(at)
    if (at < old.since || at - old.since >= maxRecentAge) old = generation(at)
  }

  return {
    find(print, at = now()) {
      forget(at)
      return foundIn(young, print) ?? foundIn(old, print)
    },

    keep(print, thing, bytes, at = now()) {
      if (bytes > maxBytes / 2) return
      forget(at)
      if (young.bytes - givenUp(young, print) + bytes > maxBytes / 2) turn(young.since)
      else if (young.count * 8 > young.things.length) grow(young)
      put(young, { print, thing, bytes })
    },
  }
}

function foundIn<Thing>(
  { things, prints, placeBits }: Generation<Thing>,
  print: number,
): Thing | undefined {
  if (things.length === 0) return undefined
  const place = placeOf(print, placeBits)
  if (prints[place] === print) return things[place]
  const beside = place ^ 1
  return prints[beside] === print ? things[beside] : undefined
}

function generation<Thing>(since: Instant): Generation<Thing> {
  const none = new Int32Array(0)
  return { since, placeBits: 0, count: 0, things: [], prints: none, sizes: none, bytes: 0 }
}

// How many bytes make room for a thing of this print.
function givenUp<Thing>({ prints, sizes, placeBits }: Generation<Thing>, print: number): number {
  const place = placeOf(print, placeBits)
  return sizes[prints[place] === print || sizes[place] === 0 ? place : place ^ 1] ?? 0
}

// To twice as many places, unless it has them all.
function grow<Thing>(into: Generation<Thing>): void {
  const { placeBits, things, prints, sizes } = into
  if (placeBits === mostPlaceBits) return
  into.placeBits = Math.max(fewestPlaceBits, placeBits + 1)
  const places = 2 ** into.placeBits
  into.things = new Array(places)
  into.prints = new Int32Array(places)
  into.sizes = new Int32Array(places)
  into.count = 0
  into.bytes = 0
  things.forEach((thing, place) => {
    if (thing === undefined) return
    put(into, { print: prints[place] ?? 0, thing, bytes: sizes[place] ?? 0 })
  })
}

interface Kept<Thing> {
  readonly print: number
  readonly thing: Thing
  readonly bytes: number
}

function put<Thing>(into: Generation<Thing>, { print, thing, bytes }: Kept<Thing>): void {
  if (into.things.length === 0) grow(into)
  const place = placeOf(print, into.placeBits)
  const before = into.things[place]
  // Those who come by turns and meet in one place would otherwise drive one another out each time.
  if (before !== undefined && into.prints[place] !== print) {
    const kept = { print: into.prints[place] ?? 0, thing: before, bytes: into.sizes[place] ?? 0 }
    putAt(into, place ^ 1, kept)
  }
  putAt(into, place, { print, thing, bytes })
}

function putAt<Thing>(into: Generation<Thing>, place: number, kept: Kept<Thing>): void {
  if (into.things[place] === undefined) into.count += 1
  into.bytes += kept.bytes - (into.sizes[place] ?? 0)
  into.things[place] = kept.thing
  into.prints[place] = kept.print
  into.sizes[place] = kept.bytes
}

// By the upper bits of a product, to which every bit of the print has added (Knuth, 6.4).
function placeOf(print: number, placeBits: number): number {
  return Math.imul(print, 0x9e3779b1) >>> (32 - placeBits)
}

/** Gives a print of four bytes that nobody can choose; those beyond the end are 0. */
export function printAt(bytes: Uint8Array, at: number): number {
  let print = 0
  for (let i = at; i < at + 4; i += 1) print = (print << 8) | (bytes[i] ?? 0)
  return print
}

/**
 * Which cookie texts were found genuine or sealed lately, and what is in them: a visitor's next request
 * then costs a look-up instead of a decryption. What it means, and whether it still counts, is judged
 * each time.
 *
 * @module
 */

import type { UnsealedText } from './codecs/codec.ts'
import type { KnownTexts, Remember } from './codecs/sealed-text.ts'
import type { Clock, Instant, Seconds } from './time.ts'

/** For how long a genuine text is remembered at most, however often it is asked about. */
export const maxVerifiedAge: Seconds = 300

/** About how many bytes are remembered at most, for each name of a cookie. */
export const maxVerifiedBytes: number = 8 * 1024 * 1024

/** A genuine text. */
interface Verified {
  readonly text: string
  /** What is in it: texts and a truth value, which nobody who gets them can change. */
  readonly unsealed: UnsealedText
}

/** The texts of one stretch of time; two of them are kept, and the older one goes as a whole. */
interface Generation {
  /** No text in it was kept before. */
  readonly since: Instant
  /** By their tags. Where two meet the later one stays: a text forgotten is only unsealed again. */
  readonly places: (Verified | undefined)[]
  /** Of each place, the print of what is there: unlike texts are told apart without a look at them. */
  readonly prints: Int32Array
  /** Of each place, about how many bytes are there. */
  readonly sizes: Int32Array
  bytes: number
}

const places = 16_384

// What two objects and two strings take beside their characters, and a place.
const entryBytes = 150

// The tag of an envelope, 16 bytes, ends in these.
const tagLength = 22

/** Makes what remembers genuine texts, for one `sessions`. */
export function verifiedCookies(now: Clock): Remember {
  return () => rememberTexts(now)
}

function rememberTexts(now: Clock): KnownTexts {
  let young = generation(now())
  let old = young
  const turn = (since: Instant): void => {
    old = young
    young = generation(since)
  }
  return {
    find(text) {
      const at = now()
      if (at < young.since || at - young.since >= maxVerifiedAge / 2) turn(at)
      if (at < old.since || at - old.since >= maxVerifiedAge) old = generation(at)
      const print = printOf(text)
      return (findIn(young, text, print) ?? findIn(old, text, print))?.unsealed
    },

    keep(text, unsealed) {
      if (young.bytes >= maxVerifiedBytes / 2) turn(young.since)
      const print = printOf(text)
      const place = placeOf(print)
      const size = text.length + unsealed.plaintext.length + entryBytes
      young.bytes += size - (young.sizes[place] ?? 0)
      young.places[place] = { text, unsealed }
      young.prints[place] = print
      young.sizes[place] = size
    },
  }
}

function generation(since: Instant): Generation {
  return {
    since,
    places: new Array(places),
    prints: new Int32Array(places),
    sizes: new Int32Array(places),
    bytes: 0,
  }
}

// Of six characters of the tag, which nobody can choose; the last one may spell two bits only.
function printOf(text: string): number {
  let print = 0
  for (let at = text.length - 7; at < text.length - 1; at += 1) {
    print = Math.imul(print, 67) + text.charCodeAt(at)
  }
  return print | 0
}

function placeOf(print: number): number {
  return (print >>> 0) % places
}

function findIn(generation: Generation, text: string, print: number): Verified | undefined {
  const place = placeOf(print)
  if (generation.prints[place] !== print) return undefined
  const known = generation.places[place]
  if (known === undefined || known.text.length !== text.length) return undefined
  return hasSameTag(known.text, text) && known.text === text ? known : undefined
}

// In a time that tells nothing of how much of a tag was right: whoever has the whole tag has the text.
function hasSameTag(one: string, other: string): boolean {
  let difference = 0
  for (let at = one.length - tagLength; at < one.length; at += 1) {
    difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  }
  return difference === 0
}

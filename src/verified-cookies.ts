/**
 * Which cookie texts were found genuine or sealed lately, and what is in them: a visitor's next request
 * then costs a look-up instead of a decryption. What it means, and whether it still counts, is judged
 * each time.
 *
 * @module
 */

import type { UnsealedText } from './codecs/codec.ts'
import type { KnownTexts, Remember } from './codecs/sealed-text.ts'
import { type Recent, recentThings } from './recent.ts'
import type { Clock } from './time.ts'

/** About how many bytes are remembered at most, for each name of a cookie. */
export const maxVerifiedBytes: number = 8 * 1024 * 1024

/** A genuine text. */
interface Verified {
  readonly text: string
  /** What is in it: texts and a truth value, which nobody who gets them can change. */
  readonly unsealed: UnsealedText
}

// What two objects and two strings take beside their characters, and a place.
const entryBytes = 150

// The tag of an envelope, 16 bytes, ends in these.
const tagLength = 22

/** Makes what remembers genuine texts, for one `sessions`. */
export function verifiedCookies(now: Clock): Remember {
  return () => rememberTexts(now)
}

function rememberTexts(now: Clock): KnownTexts {
  const table: Recent<Verified> = recentThings(maxVerifiedBytes, now)
  return {
    find(text, at) {
      const known = table.find(printOf(text), at)
      if (known === undefined || known.text.length !== text.length) return undefined
      return hasSameTag(known.text, text) && known.text === text ? known.unsealed : undefined
    },
    keep(text, unsealed, at) {
      const bytes = text.length + unsealed.plaintext.length + entryBytes
      table.keep(printOf(text), { text, unsealed }, bytes, at)
    },
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

// In a time that tells nothing of how much of a tag was right: whoever has the whole tag has the text.
function hasSameTag(one: string, other: string): boolean {
  let difference = 0
  for (let at = one.length - tagLength; at < one.length; at += 1) {
    difference |= one.charCodeAt(at) ^ other.charCodeAt(at)
  }
  return difference === 0
}

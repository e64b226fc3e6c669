/**
 * Which cookie texts were found genuine lately, and the bytes that were in them: a visitor's next
 * request then costs a look-up instead of a decryption. What the bytes mean, and whether they still
 * count, is judged each time.
 *
 * @module
 */

import type { Remember, UnsealText } from './codecs/sealed-text.ts'
import type { Unsealed } from './crypto/envelope.ts'
import { isRejection, type Rejection } from './rejection.ts'
import type { Clock, Instant, Seconds } from './time.ts'

/** For how long a text found genuine is remembered at most, however often it is asked about. */
export const maxVerifiedAge: Seconds = 300

/** About how many bytes are remembered at most, for each name of a cookie. */
export const maxVerifiedBytes: number = 8 * 1024 * 1024

// What a Map, a string and an array take beside what they hold, measured with 100,000 entries.
const entryBytes = 350

/** A text that was found genuine. */
interface Verified {
  readonly text: string
  readonly unsealed: Unsealed
}

/** The texts of one stretch of time; two of them are kept, and the older one goes as a whole. */
interface Generation {
  /** No text in it was unsealed before. */
  readonly since: Instant
  readonly byTail: Map<string, Verified>
  bytes: number
}

// The tag of an envelope, 16 bytes, ends in these: enough to find a text by, and soon hashed.
const tailLength = 22

/** Makes what remembers texts that were found genuine, for one `sessions`. */
export function verifiedCookies(now: Clock): Remember {
  return (unseal) => rememberVerified(unseal, now)
}

function rememberVerified(unseal: UnsealText, now: Clock): UnsealText {
  // One entry per name the app uses, which are two at most: a text is good for one of them only.
  const unsealers = new Map<string, (text: string) => Unsealed | Rejection>()
  return (text, cookieName) => {
    const known = unsealers.get(cookieName)
    if (known !== undefined) return known(text)
    const made = rememberTexts((unknown) => unseal(unknown, cookieName), now)
    unsealers.set(cookieName, made)
    return made(text)
  }
}

function rememberTexts(
  unseal: (text: string) => Unsealed | Rejection,
  now: Clock,
): (text: string) => Unsealed | Rejection {
  let young = generation(now())
  let old = young
  const turn = (since: Instant): void => {
    old = young
    young = generation(since)
  }
  return (text) => {
    const at = now()
    if (at < young.since || at - young.since >= maxVerifiedAge / 2) turn(at)
    if (at < old.since || at - old.since >= maxVerifiedAge) old = generation(at)
    const tail = text.slice(-tailLength)
    const known = young.byTail.get(tail) ?? old.byTail.get(tail)
    if (known !== undefined && known.text === text) return known.unsealed
    const unsealed = unseal(text)
    if (isRejection(unsealed)) return unsealed
    if (young.bytes >= maxVerifiedBytes / 2) turn(young.since)
    const verified = { text: copyOf(text), unsealed: ownBytes(unsealed) }
    young.byTail.set(verified.text.slice(-tailLength), verified)
    young.bytes += text.length + unsealed.bytes.length + entryBytes
    return unsealed
  }
}

function generation(since: Instant): Generation {
  return { since, byTail: new Map(), bytes: 0 }
}

// A text cut out of a header would keep the whole header alive.
function copyOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

// Bytes cut out of a slab would keep the whole slab alive.
function ownBytes(unsealed: Unsealed): Unsealed {
  const { bytes } = unsealed
  if (bytes.length === bytes.buffer.byteLength) return unsealed
  return { ...unsealed, bytes: new Uint8Array(bytes) }
}

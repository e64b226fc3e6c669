/**
 * The digests of what visitors presented lately. Each ticket comes again with every request, and its
 * digests are always the same.
 *
 * @module
 */

import { tokenDigest } from './codecs/ticket.ts'
import { handleOf } from './draft.ts'
import { printAt, type Recent, recentThings } from './recent.ts'
import type { Clock } from './time.ts'

/** Gives digests of what was in a genuine ticket. */
export interface TicketDigests {
  /** Gives the handle of a locator, which is the store's key. */
  readonly handle: (locator: Uint8Array) => string
  /** Gives the digest of a token, which is what entries hold. */
  readonly token: (token: Uint8Array) => Uint8Array
}

interface KnownDigest<Digest> {
  readonly bytes: Uint8Array
  readonly digest: Digest
}

// So many that the places of the table are the only bound.
const maxBytes = Number.MAX_SAFE_INTEGER

/** Makes the digests of one `sessions`. */
export function ticketDigests(now: Clock): TicketDigests {
  return { handle: recentDigests(handleOf, now), token: recentDigests(tokenDigest, now) }
}

// What is compared was in genuine tickets, both of it, so that there is nothing to guess by the time it takes.
function isSame(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false
  return true
}

function recentDigests<Digest>(
  digestOf: (bytes: Uint8Array) => Digest,
  now: Clock,
): (bytes: Uint8Array) => Digest {
  const table: Recent<KnownDigest<Digest>> = recentThings(maxBytes, now)
  return (bytes) => {
    const print = printAt(bytes, 0)
    const known = table.find(print)
    if (known !== undefined && isSame(known.bytes, bytes)) return known.digest
    const digest = digestOf(bytes)
    table.keep(print, { bytes: bytes.slice(), digest }, 0)
    return digest
  }
}

/**
 * Whether a ticket's token is one of those that open a session.
 *
 * @module
 */

import type { EntryHead, ValidToken } from './codecs/entry.ts'
import { sameBytes } from './crypto/same-bytes.ts'
import type { Instant } from './time.ts'

/** Says whether the token of a digest opens a session now. */
export function isValidToken(head: EntryHead, digest: Uint8Array, now: Instant): boolean {
  const until = find(head, digest)?.until
  return until === null || (until !== undefined && now < until)
}

/** Says whether the token of a digest was not replaced by one that the browser may hold by now. */
export function isNewestToken(head: EntryHead, digest: Uint8Array): boolean {
  return find(head, digest)?.until === null
}

function find({ tokens }: EntryHead, digest: Uint8Array): ValidToken | undefined {
  return tokens.find((known) => sameBytes(known.digest, digest))
}

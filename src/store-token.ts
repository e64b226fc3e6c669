/**
 * Whether a ticket's token is one of those that open a session.
 *
 * @module
 */

import { timingSafeEqual } from 'node:crypto'
import type { EntryHead, ValidToken } from './codecs/entry.ts'
import { tokenDigest } from './codecs/ticket.ts'
import type { Instant } from './time.ts'

/** Says whether a token opens a session now. */
export function isValidToken(head: EntryHead, token: Uint8Array, now: Instant): boolean {
  const until = find(head, token)?.until
  return until === null || (until !== undefined && now < until)
}

/** Says whether a token was not replaced by one that the browser may hold by now. */
export function isNewestToken(head: EntryHead, token: Uint8Array): boolean {
  return find(head, token)?.until === null
}

function find({ tokens }: EntryHead, token: Uint8Array): ValidToken | undefined {
  const digest = tokenDigest(token)
  return tokens.find((known) => timingSafeEqual(known.digest, digest))
}

/**
 * What persists of a session: plain data, wherever it is kept.
 *
 * @module
 */

import type { LosslessText } from './encoding/lossless-json.ts'
import type { Instant } from './time.ts'

/** A message for the visitor's next page. */
export interface Flash {
  /** What it says. */
  readonly text: string
  /** What kind of message it is (`'message'` unless given). */
  readonly category: string
}

/** What persists of a session. */
export interface SessionRecord {
  /** 16 random bytes, the same for the session's whole life; never shown, only its digest is. */
  readonly id: Uint8Array
  /** When the session began. */
  readonly createdAt: Instant
  /** When activity was last recorded; the idle timeout counts from here. */
  readonly touchedAt: Instant
  /** When the subject last logged in, or `null`; the absolute timeout counts from here or from `createdAt`. */
  readonly authenticatedAt: Instant | null
  /** Who is logged in, or `null`. */
  readonly subject: string | null
  /** Whether the browser keeps the cookie when it closes. */
  readonly permanent: boolean
  /** Messages not yet taken, oldest first. */
  readonly flashes: readonly Flash[]
  /** The data. */
  readonly body: LosslessText
  /** Whether it is kept with nothing in it, because somebody has a token of it (no). */
  readonly isHeld?: true
}

/** Bytes of a session's id. */
export const idBytes = 16

/** The body of a session that holds nothing. */
export const emptyBody: LosslessText = { text: '{}', rich: false }

/** Says whether nothing in a session is worth keeping: no data, no message, nobody, not held. */
export function isEmpty(
  record: Pick<SessionRecord, 'subject' | 'flashes' | 'body' | 'isHeld'>,
): boolean {
  return (
    record.subject === null &&
    record.flashes.length === 0 &&
    record.body.text === emptyBody.text &&
    record.isHeld !== true
  )
}

/** Says whether two lists of messages are the same. */
export function sameFlashes(a: readonly Flash[], b: readonly Flash[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ text, category }, i) => text === b[i]?.text && category === b[i]?.category)
  )
}

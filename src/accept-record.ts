/**
 * How another library's session becomes a record of ours.
 *
 * @module
 */

import type { OldSession } from './codecs/reader.ts'
import type { Content } from './content.ts'
import { writeLossless } from './encoding/lossless-json.ts'
import { type Timeouts, verdict } from './expiry.ts'
import type { AcceptedSession } from './found.ts'
import type { SessionRecord } from './record.ts'
import { isRejection, type Rejection } from './rejection.ts'
import { subjectText } from './subject.ts'
import type { Instant, Seconds } from './time.ts'

/** What an old cookie's text comes to: 16 bytes each, the same for the same text. */
export interface ArrivalIds {
  /** The id of the session. */
  readonly id: Uint8Array
  /** The token of its first ticket. */
  readonly token: Uint8Array
}

const oneDaySeconds: Seconds = 86_400

/**
 * Gives the session, or why it is refused: `invalid-data`, `malformed`, `idle`, `absolute`.
 *
 * Clocks count from what the old library knows; what it does not know begins now, but a login of
 * unknown time counts as a day older than the session (half of `absoluteTimeout` where that is shorter).
 */
export function acceptedFrom(
  old: OldSession,
  { id, token }: ArrivalIds,
  { content, timeouts, now }: { content: Content; timeouts: Timeouts; now: Instant },
): AcceptedSession | Rejection {
  const record = recordFrom(old, id, timeouts, now)
  if (isRejection(record)) return record
  const clocks = verdict(record, timeouts, now)
  if (clocks !== 'live') return { rejected: clocks }
  const read = content.read(record)
  return isRejection(read) ? read : { ...read, record, token }
}

function recordFrom(
  old: OldSession,
  id: Uint8Array,
  { absoluteTimeout }: Timeouts,
  now: Instant,
): SessionRecord | Rejection {
  const { data, createdAt, lastUsedAt, authenticatedAt, permanent = false } = old
  const notLater = (instant: Instant): Instant => Math.min(now, Math.floor(instant))
  const began = notLater(createdAt ?? lastUsedAt ?? now)
  // Whoever holds a stolen cookie must not pass for somebody who has just typed a password.
  const unknownLogin = began - Math.min(oneDaySeconds, Math.floor(absoluteTimeout / 2))
  try {
    const subject = old.subject === undefined ? null : subjectText(old.subject)
    return {
      id,
      createdAt: began,
      touchedAt: notLater(lastUsedAt ?? now),
      authenticatedAt: subject === null ? null : notLater(authenticatedAt ?? unknownLogin),
      subject,
      permanent,
      flashes: [],
      body: writeLossless(data, 'data'),
    }
  } catch {
    // The old library could hold what ours cannot.
    return { rejected: 'invalid-data' }
  }
}

/**
 * When a session counts as over. Both timeouts are judged here, from sealed or stored data and never
 * from the browser's word; a ticket and an entry carry the instants that come of it.
 *
 * @module
 */

import type { SessionRecord } from './record.ts'
import type { Instant, Seconds } from './time.ts'

/** The clocks of a session. */
export interface Timeouts {
  /** Seconds from the last touch to the end. */
  readonly idleTimeout: Seconds
  /** Seconds from the beginning or the last login to the end. */
  readonly absoluteTimeout: Seconds
  /** Seconds between two recordings of activity. */
  readonly touchInterval: Seconds
}

type Clocked = Pick<SessionRecord, 'createdAt' | 'touchedAt' | 'authenticatedAt'>

/**
 * By how much the clocks of two processes may differ: what is over for one of them, and is to be
 * ended, may still be open for another.
 */
export const clockToleranceSeconds: Seconds = 60

/** Says whether a session still holds, or which clock ended it. On the boundary second it is over. */
export function verdict(
  record: Clocked,
  timeouts: Timeouts,
  now: Instant,
): 'live' | 'idle' | 'absolute' {
  // Asked the way round in which a time that is none (NaN) ends the session.
  if (!(now < absoluteDeadline(record, timeouts))) return 'absolute'
  return now < idleDeadline(record, timeouts) ? 'live' : 'idle'
}

/** The moment a session ends whatever its visitor does, short of logging in again. */
export function absoluteDeadline(record: Clocked, timeouts: Timeouts): Instant {
  return (record.authenticatedAt ?? record.createdAt) + timeouts.absoluteTimeout
}

/** The moment a session ends unless its visitor comes back before. */
export function expiresAt(record: Clocked, timeouts: Timeouts): Instant {
  return Math.min(idleDeadline(record, timeouts), absoluteDeadline(record, timeouts))
}

/**
 * How urgent it is to record activity, in touch intervals since the last recording: below 1 it is
 * not due, from 1 on it is.
 */
export function touchesOverdue(record: Clocked, timeouts: Timeouts, now: Instant): number {
  const idleSeconds = now - record.touchedAt
  if (timeouts.touchInterval === 0) return idleSeconds > 0 ? Number.POSITIVE_INFINITY : 0
  return idleSeconds / timeouts.touchInterval
}

function idleDeadline(record: Clocked, timeouts: Timeouts): Instant {
  return record.touchedAt + timeouts.idleTimeout
}

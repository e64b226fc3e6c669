/**
 * When a session of Django is over: after `SESSION_COOKIE_AGE`, or earlier where the app called
 * `set_expiry`, which leaves a note in the session.
 *
 * @see Django 5.2 `django/contrib/sessions/backends/base.py` (`get_expiry_age`)
 * @module
 */

import type { Instant, Seconds } from '../time.ts'

/** The end of one session. */
export interface DjangoExpiry {
  /** The moment it is over. */
  readonly endsAt: Instant
  /** Whether the browser keeps its cookie when it closes. */
  readonly permanent: boolean
}

// YYYY-MM-DD "T" hh:mm:ss [ fraction ] [ zone ], as datetime.isoformat() writes it
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?([+-]\d\d:\d\d)?$/

/**
 * Gives the end of a session, or `undefined` when the note is none that Django writes.
 *
 * @param note `_session_expiry`: seconds, `0` for the end of the browser's session, or a time
 */
export function expiryOf(
  note: unknown,
  signedAt: Instant,
  maxAge: Seconds,
): DjangoExpiry | undefined {
  const latest = signedAt + maxAge
  if (note === undefined || note === null) return { endsAt: latest, permanent: true }
  if (note === 0) return { endsAt: latest, permanent: false }
  const end = typeof note === 'number' ? signedAt + note : timeOf(note)
  return end === undefined ? undefined : { endsAt: Math.min(latest, end), permanent: true }
}

function timeOf(note: unknown): Instant | undefined {
  const [text, zone] = (typeof note === 'string' && isoTime.exec(note)) || []
  if (text === undefined) return undefined
  // A time without a zone is one of the server's zone, which is not known here: the earliest that
  // it can mean.
  const ms = Date.parse(zone === undefined ? `${text}+14:00` : text)
  return Number.isNaN(ms) ? undefined : ms / 1_000
}

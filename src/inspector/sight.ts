/**
 * What the inspector sees of a visitor's session: read as it is kept, without using it, so that
 * looking renews nothing, changes nothing and sets no cookie.
 *
 * @module
 */

import type { CookieForm } from '../cookie/cookie-forms.ts'
import { cookieValues } from '../cookie/cookie-header.ts'
import { handleOf } from '../draft.ts'
import { CoatcheckError } from '../errors.ts'
import type { SessionEvent } from '../events.ts'
import type { Exchange } from '../exchange.ts'
import { absoluteDeadline, expiresAt, type Timeouts } from '../expiry.ts'
import type { Found } from '../found.ts'
import type { GuardedSession } from '../guards/guard.ts'
import type { SessionRecord } from '../record.ts'
import { stateOf } from '../request-session.ts'
import type { SessionState } from '../session-state.ts'
import { copyForm } from '../store-copy.ts'
import type { Instant } from '../time.ts'

/** A cookie of the request, without its value. */
export interface SeenCookie {
  /** Its name and attributes. */
  readonly form: CookieForm
  /** Characters of its value; `undefined` when the browser sent none. */
  readonly valueLength: number | undefined
  /** Whether the value looks like one of Coatcheck's envelopes; others are not taken apart. */
  readonly isSealed: boolean
}

/** What there is to see. */
export interface Sight {
  /** The record as it is kept, or `null`. */
  readonly record: SessionRecord | null
  /** The data, as a handler would see it. */
  readonly data: object
  /** The digest of the session's id, or `null`. */
  readonly handle: string | null
  /** Whether the data is that of another library's session, which the app's next use makes ours. */
  readonly isForeign: boolean
  /** Where the record is kept. */
  readonly keptIn: 'cookie' | 'store'
  /** The session cookie. */
  readonly cookie: SeenCookie
  /** The copy beside the ticket, where the browser sent one. */
  readonly copy: SeenCookie | undefined
  /** What reading it reported. */
  readonly heard: readonly SessionEvent[]
  /** Why it could not be read. */
  readonly failure: unknown
  /** The clocks of a session. */
  readonly timeouts: Timeouts
  /** The moment of looking. */
  readonly now: Instant
}

// Base64url whose first byte, the version, is 1.
const envelope = /^A[Q-Za-f][\w-]*$/

/** Collects what is reported while a function runs. */
export type Hear = <T>(run: () => T) => { readonly result: T; readonly heard: SessionEvent[] }

/**
 * Gives the inside of the session that the adapter opened.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` where no adapter did
 */
export function openedState(session: unknown): SessionState {
  const state = typeof session === 'object' && session !== null ? stateOf(session) : undefined
  if (state !== undefined) return state
  throw new CoatcheckError(
    'ERR_NO_SESSION',
    'inspector: there is no session; mount it behind the adapter, such as expressSession(sessions)',
  )
}

/** Looks at a session. */
export function sightOf(state: SessionState, hear: Hear): Sight {
  const { place, exchange } = state
  const { result, heard } = hear(() => found(state))
  const record = result.found.session?.record ?? null
  const { form } = result.found
  const copy = seenCookie(copyForm(form), exchange)
  return {
    record,
    data: (result.found.session ?? result.found.accepted ?? result.found.fresh()).data,
    isForeign: record === null && result.found.accepted !== undefined,
    handle: record === null ? null : handleOf(record.id),
    keptIn: place.actsAtOnce ? 'store' : 'cookie',
    cookie: seenCookie(form, exchange),
    copy: place.actsAtOnce && copy.valueLength !== undefined ? copy : undefined,
    heard,
    failure: result.failure,
    timeouts: place.timeouts,
    now: place.now(),
  }
}

// The place is asked and not the session, which would take it for a use and renew what is due.
function found({ place, exchange, draft }: SessionState): {
  readonly found: Found
  readonly failure: unknown
} {
  if (draft !== undefined) return { found: draft.found, failure: undefined }
  try {
    return { found: place.read(exchange, 'use'), failure: undefined }
  } catch (failure) {
    return { found: place.read(exchange, 'end'), failure }
  }
}

function seenCookie(form: CookieForm, { cookieHeader }: Exchange): SeenCookie {
  const [value] = cookieHeader === undefined ? [] : cookieValues(cookieHeader, form.name)
  return { form, valueLength: value?.length, isSealed: value !== undefined && envelope.test(value) }
}

/** Gives what a guard may see of it. */
export function guardedSessionOf({ record, handle, now, timeouts }: Sight): GuardedSession {
  const clocks = record ?? { createdAt: now, touchedAt: now, authenticatedAt: null }
  return {
    subject: record?.subject ?? null,
    createdAt: clocks.createdAt,
    authenticatedAt: clocks.authenticatedAt,
    expiresAt: expiresAt(clocks, timeouts),
    isNew: record === null,
    handle: handle ?? '',
  }
}

/** The moments that a session runs through. */
export interface Course {
  /** When it began. */
  readonly createdAt: Instant
  /** When activity was last recorded. */
  readonly touchedAt: Instant
  /** When its subject last logged in, or `null`. */
  readonly authenticatedAt: Instant | null
  /** When it ends unless its visitor comes back before. */
  readonly idleDeadline: Instant
  /** When it ends in any case. */
  readonly absoluteDeadline: Instant
}

/** Gives the moments of a record. */
export function courseOf(record: SessionRecord, timeouts: Timeouts): Course {
  const { createdAt, touchedAt, authenticatedAt } = record
  return {
    createdAt,
    touchedAt,
    authenticatedAt,
    idleDeadline: expiresAt(record, timeouts),
    absoluteDeadline: absoluteDeadline(record, timeouts),
  }
}

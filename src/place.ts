/**
 * What a session needs of the place where its record is kept. It stands between the session and
 * the places, so that neither imports the other.
 *
 * @module
 */

import type { CookieForm } from './cookie/cookie-forms.ts'
import type { LosslessText } from './encoding/lossless-json.ts'
import type { SessionEvent } from './events.ts'
import type { Exchange } from './exchange.ts'
import type { Timeouts } from './expiry.ts'
import type { SessionRecord } from './record.ts'
import type { Clock } from './time.ts'

/** An earlier session, honoured. */
export interface FoundSession {
  /** The record, as it was kept. */
  readonly record: SessionRecord
  /** Its data, fresh and mutable. */
  readonly data: Record<string, unknown>
  /** The data as text, to compare with: what the schema made of it, else the record's body. */
  readonly baseline: LosslessText
  /** Whether the newest secret sealed it. */
  readonly isNewest: boolean
}

/** What a place found out about a visitor. */
export interface Found {
  /** The earlier session, or `null`. */
  readonly session: FoundSession | null
  /** Whether a cookie of our name was there, honoured or not. */
  readonly hadCookie: boolean
  /** The form of the cookie that this visitor gets. */
  readonly form: CookieForm
}

/** Where records are kept. */
export interface Place {
  /** The clocks of a session. */
  readonly timeouts: Timeouts
  /** Tells the time. */
  readonly now: Clock
  /** Reports an event; `undefined` when nobody listens, so that no event need be made. */
  readonly report: ((event: SessionEvent) => void) | undefined
  /** Finds the visitor's session; run at the session's first use, and once. */
  read(exchange: Exchange): Found
}

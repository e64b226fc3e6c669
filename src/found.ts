/**
 * What a place found out about a visitor, once.
 *
 * @module
 */

import type { ReadContent } from './content.ts'
import type { CookieForm } from './cookie/cookie-forms.ts'
import type { SessionRecord } from './record.ts'

/** An earlier session, honoured. */
export interface FoundSession extends ReadContent {
  /** The record, as it was kept. */
  readonly record: SessionRecord
  /** Whether the newest secret sealed it. */
  readonly isNewest: boolean
}

/** What a place found out about a visitor. */
export interface Found {
  /** The earlier session, or `null`. */
  readonly session: FoundSession | null
  /** What a session begins with when there is no earlier one. */
  readonly fresh: ReadContent
  /** Whether a cookie of our name was there, honoured or not. */
  readonly hadCookie: boolean
  /** The form of the cookie that this visitor gets. */
  readonly form: CookieForm
}

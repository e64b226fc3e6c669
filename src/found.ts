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

/** Another library's session that is to become one of ours. */
export interface AcceptedSession extends ReadContent {
  /** The record that it becomes; its id follows from the old cookie. */
  readonly record: SessionRecord
  /** The token of its first ticket, which follows from the old cookie too. */
  readonly token: Uint8Array
}

/** What a place found out about a visitor. */
export interface Found {
  /** The earlier session, or `null`. */
  readonly session: FoundSession | null
  /** Where there is none: what the session begins with instead of nothing. */
  readonly accepted?: AcceptedSession
  /** Remembers that the old cookie of `accepted` came, once it is created and before it is sent. */
  readonly remember?: () => Promise<void>
  /** Gives what a session begins with when there is no earlier one, the same each time. */
  readonly fresh: () => ReadContent
  /** Whether a cookie of our name was there, honoured or not. */
  readonly hadCookie: boolean
  /** The form of the cookie that this visitor gets. */
  readonly form: CookieForm
}

/**
 * What a session cookie is called and which attributes it carries, checked once at construction.
 *
 * @module
 */

/** Everything a `Set-Cookie` line says besides name and value; absent means not sent. */
export interface CookieAttributes {
  /** The path the cookie is sent for. */
  readonly path: string
  /** The domain the cookie is shared with; absent: this host only. */
  readonly domain?: string
  /** Seconds until the browser drops it, at most 400 days; absent: when the browser closes. */
  readonly maxAge?: number
  /** The moment the browser drops it; set only to delete. */
  readonly expires?: Date
  /** Kept from scripts. */
  readonly httpOnly: boolean
  /** Sent over https (and loopback) only. */
  readonly secure: boolean
  /** When the browser sends it along with requests that come from other sites. */
  readonly sameSite: 'strict' | 'lax' | 'none'
  /** One jar per top-level site (CHIPS). */
  readonly partitioned: boolean
}

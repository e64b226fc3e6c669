/**
 * How an app wants its cookie called and sent.
 *
 * @module
 */

/** How the cookie is called and sent. */
export interface CookieOptions {
  /**
   * The bare name (default `'session'`); the prefix (`__Host-Http-`, `__Host-`, `__Secure-`) is
   * computed from the other attributes. A name that brings its own prefix is taken as it is and
   * checked against them.
   */
  name?: string | undefined
  /** The path the cookie is sent for (default `'/'`). */
  path?: string | undefined
  /** The domain the cookie is shared with (default: this host only). */
  domain?: string | undefined
  /**
   * Sent over https only (default `'auto'`: always, except on plain http between a browser and a
   * server on one machine, outside production).
   */
  secure?: boolean | 'auto' | undefined
  /** Kept from scripts (default `true`). */
  httpOnly?: boolean | undefined
  /** When the browser sends it along from other sites (default `'lax'`). */
  sameSite?: 'strict' | 'lax' | 'none' | undefined
  /** One jar per top-level site, for embedded apps (default `false`). */
  partitioned?: boolean | undefined
}

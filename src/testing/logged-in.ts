/**
 * A visitor who is logged in, without visiting the login page.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Sessions } from '../sessions.ts'
import { type SessionCookies, sessionCookies } from './session-cookies.ts'
import { visitWith } from './test-visit.ts'

/** What may be said about a visitor besides the data. */
export interface LoggedInOptions {
  /** Who is logged in, as `session.login(subject)` would say (default: nobody, there is only data). */
  readonly subject?: string | number | undefined
  /** Whether the browser keeps the cookie when it closes (default `false`). */
  readonly permanent?: boolean | undefined
  /**
   * Where the requests go, absolute (default `'http://localhost/'`). It decides the cookie's name as a
   * real request would: `session` on this machine over http, else `__Host-Http-session`.
   */
  readonly url?: string | undefined
}

/** Where requests go unless a test says otherwise. */
export const localUrl = 'http://localhost/'

/**
 * Makes a session with this data and gives the visitor's cookies, for any HTTP client. It goes the way of
 * a real request: with a store the session is written into it, and the options' schema is applied.
 *
 * @param data what the session holds
 * @throws {CoatcheckError} `ERR_OPTIONS` without data and subject, since an empty session is never kept;
 * `ERR_NOT_SERIALIZABLE`, `ERR_INVALID_DATA`, `ERR_COOKIE_TOO_LARGE`, `ERR_STORE_UNAVAILABLE`
 * @example
 * const cookies = await loggedIn(sessions, { username: 'ada' }, { subject: 7 })
 * const answer = await fetch(`${origin}/me`, { headers: { cookie: cookies.header } })
 */
export async function loggedIn<Data extends object>(
  sessions: Sessions<Data>,
  data: Partial<Data>,
  options: LoggedInOptions = {},
): Promise<SessionCookies> {
  const { subject, permanent = false, url = localUrl } = options
  const cookies = await visitWith(sessions, sessionCookies(url), (session) => {
    if (subject !== undefined) session.login(subject)
    Object.assign(session.data, data)
    if (permanent) session.permanent = true
  })
  if (cookies.header !== '') return cookies
  throw new CoatcheckError(
    'ERR_OPTIONS',
    'loggedIn(sessions, data, options): an empty session is never kept; give data, or a subject',
  )
}

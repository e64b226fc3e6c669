/**
 * Changing a visitor's session from a test, as Flask's `session_transaction` does.
 *
 * @module
 */

import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import type { ClientJar } from './client-jar.ts'
import { localUrl } from './logged-in.ts'
import { type SessionCookies, sessionCookies } from './session-cookies.ts'
import { visitWith } from './test-visit.ts'

/**
 * Opens the session that a visitor's cookies hold, lets a function change it as a handler would, and
 * commits it. When the function throws, nothing is kept. Without cookies a session is begun.
 *
 * @param visitor the visitor's cookies, or the jar of their client, which then keeps what has changed
 * @param edit changes the session; it may wait
 * @returns the cookies afterwards; with a store they are often the same
 * @throws {CoatcheckError} what a commit does: `ERR_NOT_SERIALIZABLE`, `ERR_COOKIE_TOO_LARGE`,
 * `ERR_INVALID_DATA`, `ERR_SESSION_ENDED`, `ERR_STORE_UNAVAILABLE`
 * @example
 * cookies = await editSession(sessions, cookies, (session) => {
 *   session.set('cart', { 7: 2 })
 * })
 */
export async function editSession<Data extends object>(
  sessions: Sessions<Data>,
  visitor: SessionCookies | ClientJar,
  edit: (session: Session<Data>) => unknown,
): Promise<SessionCookies> {
  if (!('read' in visitor)) return visitWith(sessions, visitor, edit)
  const before = sessionCookies(visitor.url, await visitor.read())
  const after = await visitWith(sessions, before, edit)
  await visitor.keep(after.lines)
  return after
}

/**
 * Makes the cookies of a visitor who has this `Cookie` header, or none yet.
 *
 * @param header the header (default: none)
 * @param url where the requests go, absolute (default `'http://localhost/'`)
 */
export function cookiesFor(header = '', url: string = localUrl): SessionCookies {
  return sessionCookies(url, header)
}

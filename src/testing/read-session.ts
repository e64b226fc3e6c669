/**
 * What a visitor's session holds, for a test to look at.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Flash } from '../record.ts'
import { stateOf } from '../request-session.ts'
import type { Sessions } from '../sessions.ts'
import type { Instant } from '../time.ts'
import type { ClientJar } from './client-jar.ts'
import { localUrl } from './logged-in.ts'
import { cookiesAfter, type SessionCookies, sessionCookies } from './session-cookies.ts'
import { type CookieAnswer, cookieIn } from './set-cookie-lines.ts'
import { testExchange } from './test-visit.ts'

/** What a session holds. */
export interface SeenSession<Data extends object> {
  /** Its data; changing it changes nothing. */
  readonly data: Partial<Data>
  /** Who is logged in, or `null`. */
  readonly subject: string | null
  /** The messages that wait for the visitor's next page. */
  readonly flashes: readonly Flash[]
  /** Whether the browser keeps the cookie when it closes. */
  readonly permanent: boolean
  /** The digest of its id. */
  readonly handle: string
  /** When it began, in Unix seconds. */
  readonly createdAt: Instant
  /** When its subject last logged in, or `null`. */
  readonly authenticatedAt: Instant | null
  /** When it ends unless its visitor comes back before. */
  readonly expiresAt: Instant
}

/**
 * Reads a visitor's session without using it up: nothing is renewed or written, messages stay.
 *
 * @param visitor the visitor's cookies, the jar of their client, a `Cookie` header, `Set-Cookie` lines,
 * or an answer that set the session's cookie
 * @param url where the requests go, absolute, where cookies or jar do not say (default
 * `'http://localhost/'`)
 * @returns `null` when there is no session: none was begun, it was refused, or it has ended
 * @throws {CoatcheckError} `ERR_OPTIONS` for an answer without the session's cookie, which says nothing
 * of the session; `ERR_STORE_UNAVAILABLE`
 * @example
 * expect(await readSession(sessions, cookies)).toMatchObject({ subject: '7', data: { visits: 1 } })
 */
export async function readSession<Data extends object>(
  sessions: Sessions<Data>,
  visitor: SessionCookies | ClientJar | CookieAnswer | string | readonly string[],
  url: string = localUrl,
): Promise<SeenSession<Data> | null> {
  const cookies = await cookiesOf(visitor, url)
  const session = await sessions.open(testExchange(cookies))
  const { isNew, subject, permanent, createdAt, authenticatedAt, expiresAt } = session
  if (isNew) {
    const name = stateOf(session)?.draft?.found.form.name
    if (name !== undefined && isAnswer(visitor)) checkAnswer(cookies.lines, name)
    return null
  }
  return {
    data: session.data,
    subject,
    flashes: session.takeFlashes(),
    permanent,
    handle: session.handle,
    createdAt,
    authenticatedAt,
    expiresAt,
  }
}

async function cookiesOf(
  visitor: SessionCookies | ClientJar | CookieAnswer | string | readonly string[],
  url: string,
): Promise<SessionCookies> {
  if (typeof visitor === 'string') return sessionCookies(url, visitor)
  if (isLines(visitor)) return cookiesAfter(sessionCookies(url), visitor)
  if ('headers' in visitor) return sessionCookies(url).after(visitor)
  if ('read' in visitor) return sessionCookies(visitor.url, await visitor.read())
  return visitor
}

function isLines(visitor: object): visitor is readonly string[] {
  return Array.isArray(visitor)
}

function isAnswer(visitor: object | string): boolean {
  return typeof visitor === 'object' && ('headers' in visitor || isLines(visitor))
}

// With a store most answers set no cookie, and null would look as if the session were gone.
function checkAnswer(lines: readonly string[], name: string): void {
  if (lines.some((line) => cookieIn(line).name === name)) return
  throw new CoatcheckError(
    'ERR_OPTIONS',
    `readSession(sessions, answer): this answer did not set the cookie ${name}, so it does not say ` +
      'which session it was; give what the visitor sent, or cookies.after(answer)',
  )
}

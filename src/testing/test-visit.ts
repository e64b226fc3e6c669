/**
 * A request that no client sent: opens the session that a visitor's cookies hold, as an adapter would,
 * and commits it.
 *
 * @module
 */

import type { Exchange } from '../exchange.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { cookiesAfter, type SessionCookies } from './session-cookies.ts'

/** The exchange of a request that no client sent. */
export interface TestExchange extends Exchange {
  /** The `Set-Cookie` lines so far. */
  readonly lines: readonly string[]
}

/** Makes the exchange of a request with these cookies. */
export function testExchange({ url, header }: SessionCookies): TestExchange {
  const lines: string[] = []
  return {
    lines,
    cookieHeader: header === '' ? undefined : header,
    url,
    peerAddress: undefined,
    header: () => undefined,
    status: () => 200,
    responseHeader: () => undefined,
    responseHeaderNames: () => [],
    setHeader() {},
    removeHeader() {},
    setCookie: ({ text }) => lines.push(text),
    onClose() {},
  }
}

/**
 * Lets a function change the session that the cookies hold, as a handler would, and commits it. When
 * the function throws, nothing is kept.
 *
 * @returns the cookies as they are afterwards
 */
export async function visitWith<Data extends object>(
  sessions: Sessions<Data>,
  cookies: SessionCookies,
  act: (session: Session<Data>) => unknown,
): Promise<SessionCookies> {
  const exchange = testExchange(cookies)
  const session = await sessions.open(exchange)
  await act(session)
  await sessions.commit(session, exchange)
  return cookiesAfter(cookies, exchange.lines)
}

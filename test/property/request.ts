/**
 * Requests without a server: as much of an exchange as a session needs.
 *
 * @module
 */

import type { Exchange, OutgoingCookie, Session } from 'coatcheck'

/** A request, and what its response says so far. */
export interface TestExchange extends Exchange {
  /** The cookies that the response sets. */
  readonly cookies: readonly OutgoingCookie[]
}

/** Makes a request over https with a `Cookie` header. */
export function request(cookieHeader?: string, status = 200): TestExchange {
  const cookies: OutgoingCookie[] = []
  const headers = new Map<string, string>()
  return {
    cookies,
    cookieHeader,
    url: 'https://shop.example/',
    peerAddress: undefined,
    header: () => undefined,
    status: () => status,
    responseHeader: (name) => headers.get(name.toLowerCase()),
    responseHeaderNames: () => [...headers.keys()],
    setHeader: (name, value) => void headers.set(name.toLowerCase(), value),
    removeHeader: (name) => void headers.delete(name.toLowerCase()),
    setCookie: (cookie) => void cookies.push(cookie),
    onClose: () => {},
  }
}

/** What opens and commits sessions at once, because nothing waits. */
export interface Opens<Data extends object> {
  open(exchange: Exchange): Session<Data> | Promise<Session<Data>>
  commit(session: Session<Data>, exchange: Exchange): undefined | Promise<void>
}

/**
 * Makes one request and gives the cookies that come back.
 *
 * @param handle what the handler does with the session
 */
export async function visit<Data extends object>(
  sessions: Opens<Data>,
  handle: (session: Session<Data>) => unknown,
  exchange: TestExchange = request(),
): Promise<readonly OutgoingCookie[]> {
  const session = await sessions.open(exchange)
  await handle(session)
  await sessions.commit(session, exchange)
  return exchange.cookies
}

/** Gives the `Cookie` header with which a browser sends cookies back. */
export function sentBack(cookies: readonly OutgoingCookie[]): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/**
 * Real sessions for the tests of the web adapter, and the faults and latencies put around them.
 *
 * @module
 */

import { setTimeout as later } from 'node:timers/promises'
import { CoatcheckError, createSessions, type Options, type Sessions } from 'coatcheck'

export interface Data {
  userId: number
  visits: number
  cart: Record<string, number>
  note: string
}

const secrets = 'kPjYtXnQ8c1mB4sLw0ZrVfHdGa6TqUe2'

export const site = 'https://shop.example'

export function makeSessions(options: Partial<Options<Data>> = {}): Sessions<Data> {
  return createSessions<Data>({ secrets, ...options })
}

/** Answers 20 milliseconds later, as a store does. */
export function delayed(sessions: Sessions<Data>): Sessions<Data> {
  return {
    async open(exchange) {
      await later(20)
      return sessions.open(exchange)
    },
    async commit(session, exchange) {
      await later(20)
      return sessions.commit(session, exchange)
    },
  }
}

/** Cannot be reached while opening. */
export function unreadable(sessions: Sessions<Data>): Sessions<Data> {
  return { ...sessions, open: () => Promise.reject(unavailable()) }
}

/** Cannot be written, except for what a 5xx writes: ends. */
export function unwritable(sessions: Sessions<Data>): Sessions<Data> {
  return {
    ...sessions,
    commit: (session, exchange) =>
      exchange.status() < 500 ? Promise.reject(unavailable()) : sessions.commit(session, exchange),
  }
}

/** Cannot be written, not even ends; their deletion cookie goes out all the same. */
export function unreachable(sessions: Sessions<Data>): Sessions<Data> {
  return {
    ...sessions,
    async commit(session, exchange) {
      if (exchange.status() >= 500) await sessions.commit(session, exchange)
      throw unavailable()
    },
  }
}

export function unavailable(): CoatcheckError {
  return new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store is away')
}

/** A request, with the cookies of earlier answers. */
export function request(path: string, ...earlier: readonly Response[]): Request {
  const cookies = earlier.flatMap((response) => response.headers.getSetCookie())
  const cookie = cookies.map((line) => line.split(';')[0]).join('; ')
  return new Request(`${site}${path}`, { headers: cookie === '' ? {} : { cookie } })
}

/** The lines that set or delete the session's cookie. */
export function sessionCookies(response: Response): readonly string[] {
  return response.headers.getSetCookie().filter((line) => line.includes('session='))
}

/** Whether a response takes the session's cookie away. */
export function deletes(response: Response): boolean {
  const [line = ''] = sessionCookies(response)
  return /session=;/.test(line) && /Expires=Thu, 01 Jan 1970|Max-Age=0/i.test(line)
}

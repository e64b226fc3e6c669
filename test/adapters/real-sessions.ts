/**
 * Real sessions, and real ones with a latency or a fault put round their commit.
 *
 * @module
 */

import { setTimeout as wait } from 'node:timers/promises'
import {
  createSessions,
  type EventListener,
  type SessionData,
  type SessionEvent,
  type Sessions,
} from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'

const secrets = 'a secret of the tests, 32 bytes or more'

declare module 'coatcheck' {
  interface SessionData {
    /** How often the visitor came. */
    visits: number
    /** Something large. */
    blob: string
  }
}

/** Makes sessions sealed in their cookie, which commit at once. */
export function realSessions(onEvent?: EventListener): Sessions {
  return createSessions<SessionData>({ secrets, onEvent })
}

/** Makes sessions kept in a store, which commit after a while. */
export function storedSessions(onEvent?: EventListener): Sessions {
  return createSessions<SessionData>({ secrets, store: memoryStore(), onEvent })
}

/** Makes every commit take 20 milliseconds, as one to a store does. */
export function delayed<D extends object>(sessions: Sessions<D>): Sessions<D> {
  return {
    open: (exchange) => sessions.open(exchange),
    async commit(session, exchange) {
      await wait(20)
      await sessions.commit(session, exchange)
    },
  }
}

/** Makes every opening take 20 milliseconds, as one from a store does. */
export function openedLate<D extends object>(sessions: Sessions<D>): Sessions<D> {
  return {
    async open(exchange) {
      await wait(20)
      return sessions.open(exchange)
    },
    commit: (session, exchange) => sessions.commit(session, exchange),
  }
}

/**
 * Makes commits fail, once the real one is done.
 *
 * @param error what they fail with
 * @param how at once or after a while
 * @param fails says which of them fail, by the status of the answer
 */
export function failing<D extends object>(
  sessions: Sessions<D>,
  error: unknown,
  how: 'at once' | 'after a while',
  fails: (status: number) => boolean,
): Sessions<D> {
  return {
    open: (exchange) => sessions.open(exchange),
    commit(session, exchange) {
      if (!fails(exchange.status())) return sessions.commit(session, exchange)
      if (how === 'at once') throw error
      return wait(20).then(() => Promise.reject(error))
    },
  }
}

/** Commits seen: the status each was told. */
export function counted<D extends object>(
  sessions: Sessions<D>,
): { readonly sessions: Sessions<D>; readonly statuses: readonly (number | 'gone')[] } {
  const statuses: (number | 'gone')[] = []
  return {
    statuses,
    sessions: {
      open: (exchange) => sessions.open(exchange),
      commit(session, exchange) {
        statuses.push(exchange.isGone === true ? 'gone' : exchange.status())
        return sessions.commit(session, exchange)
      },
    },
  }
}

/** Collects events, and waits for one. */
export function eventLog(): {
  readonly onEvent: (event: SessionEvent) => void
  readonly events: readonly SessionEvent[]
} {
  const events: SessionEvent[] = []
  return { events, onEvent: (event) => events.push(event) }
}

/** The session cookies among `Set-Cookie` lines. */
export function sessionCookies(setCookies: readonly string[]): readonly string[] {
  return setCookies.filter((line) => /^(?:__Host-Http-)?session=/.test(line))
}

/** The `Cookie` header that sends a session cookie back. */
export function cookieHeader(setCookies: readonly string[]): string {
  return sessionCookies(setCookies)
    .map((line) => line.split(';')[0])
    .join('; ')
}

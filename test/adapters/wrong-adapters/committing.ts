/**
 * Adapters that commit at the wrong time, or make little of how it went.
 *
 * @module
 */

import type { Session } from 'coatcheck'
import { between, inExchange, inSession, type WrongAdapter } from './wrong-adapter.ts'

/** Adapters that are wrong in committing. */
export const wrongInCommitting: readonly WrongAdapter[] = [
  {
    fault: 'it commits after the head',
    breaks: [
      'a change sets the cookie once, and the next request finds what was set',
      'a redirect sets the cookie, and whoever follows it at once finds the session',
      'a login gives another ticket, a logout takes it away, and the old one is worth nothing',
      'a streamed body arrives whole, and its session is saved',
      'a change after the head is ERR_HEADERS_SENT, and changes nothing',
    ],
    listener: between((sessions) => ({
      commit(session, exchange) {
        exchange.onClose(async () => sessions.commit(session, exchange)?.catch(() => {}))
        return undefined
      },
    })),
  },
  {
    fault: 'it does not wait for a commit',
    breaks: [
      'a change sets the cookie once, and the next request finds what was set',
      'a redirect sets the cookie, and whoever follows it at once finds the session',
      'a session that the store cannot save is answered 503, with the error page and no cookie',
    ],
    listener: between((sessions) => ({
      commit(session, exchange) {
        sessions.commit(session, exchange)?.catch(() => {})
        return undefined
      },
    })),
  },
  {
    fault: 'it swallows the errors of a commit',
    breaks: [
      'a session that the store cannot save is answered 503, with the error page and no cookie',
      "a redirect whose session cannot be saved leads nowhere, and loses the app's own headers",
      'a session too large for its cookie is answered 500, with the error page and no cookie',
      'a stream whose session cannot be saved is an error answer',
      'many failures at once leave the server as it was',
      'with a store, a request under way does not bring back a session that was logged out',
      'with a store, a request under way writes nothing into what a login began',
    ],
    listener: between((sessions) => ({
      async commit(session, exchange) {
        try {
          await sessions.commit(session, exchange)
        } catch {
          // The fault.
        }
      },
    })),
  },
  {
    fault: 'it commits whatever the status',
    breaks: [
      'a 5xx answer sets no cookie and keeps no change, and arrives as the handler chose it',
      'a handler that throws keeps nothing of what it changed',
    ],
    listener: inExchange(() => ({ status: () => 200 })),
  },
  {
    fault: 'it leaves out the commit of a 5xx answer',
    breaks: [
      'a logout on a 5xx answer counts, and its deletion of the cookie goes out',
      'a handler that throws after a logout has logged out, and the deletion goes out',
      'a logout that the store does not hear of is answered 503, and takes the cookie away',
    ],
    listener: between((sessions) => ({
      commit: (session, exchange) =>
        exchange.status() < 500 ? sessions.commit(session, exchange) : undefined,
    })),
  },
  {
    fault: 'it commits a session once, even when that failed',
    breaks: ['a logout that the store does not hear of is answered 503, and takes the cookie away'],
    listener: between((sessions) => {
      const seen = new WeakSet<Session>()
      return {
        commit(session, exchange) {
          if (seen.has(session)) return undefined
          seen.add(session)
          return sessions.commit(session, exchange)
        },
      }
    }),
  },
  {
    fault: 'it commits before the handler',
    breaks: [
      'a change sets the cookie once, and the next request finds what was set',
      'a permanent session gets a cookie that outlives the browser',
    ],
    listener: between((sessions) => ({
      async open(exchange) {
        const session = await sessions.open(exchange)
        await sessions.commit(session, exchange)
        return session
      },
    })),
  },
  {
    fault: 'it makes an update wait for the commit',
    breaks: [
      'an update on a 5xx answer stays, with a store',
      'with a store, an update after the head counts',
      'with a store, updates at the same time all count',
    ],
    listener: inSession((session) => ({
      update: async (fn) => fn(session.data),
    })),
  },
  {
    fault: 'it makes a logout wait for the commit',
    breaks: ['with a store, a logout after the head ends the session at once'],
    listener: inSession((session) => ({
      logout: async () => session.clear(),
    })),
  },
]

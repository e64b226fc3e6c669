/**
 * Coatcheck with its data in the cookie, with values that JSON has not, and on the memory store with
 * and without a copy in the cookie.
 *
 * @module
 */

import { createSessions, type Session, type Sessions } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import type { Act, Answer, Body, Contender, Visit } from '../contender.ts'
import { silence } from '../contender.ts'
import { OneRequest } from '../one-request.ts'

/** What a session holds; `seenAt` only where values are rich. */
type Data = Body & { seenAt: Date }

const secrets = 'bench-8c1f64a2d9e07b35-bench-8c1f64a2d9e07b35'
const maxEntries = 1_000_000

/** Coatcheck, in each way it is measured. */
export const coatcheck: readonly Contender[] = [
  {
    name: 'Coatcheck',
    protection: 'encrypted',
    open: async (body) => visitOf(createSessions<Data>({ secrets }), body),
  },
  {
    name: 'Coatcheck, rich values',
    protection: 'encrypted',
    open: async (body) =>
      visitOf(createSessions<Data>({ secrets }), { ...body, seenAt: new Date(1_790_000_000_000) }),
  },
  {
    name: 'Coatcheck, copy in the cookie, memory',
    protection: 'encrypted',
    // Where the copy is refused the ticket counts, and the store is asked.
    hasRefuge: true,
    open: async (body) => {
      const store = memoryStore({ maxEntries })
      return visitOf(createSessions<Data>({ secrets, store, cacheInCookie: true }), body)
    },
  },
  {
    name: 'Coatcheck, memory store',
    protection: 'store',
    open: async (body) =>
      visitOf(createSessions<Data>({ secrets, store: memoryStore({ maxEntries }) }), body),
  },
]

function visitOf(sessions: Sessions<Data>, body: Partial<Data>): Visit {
  return (act, cookie) => {
    const exchange = new OneRequest(cookie)
    if (act === 'none') return silence
    const session = sessions.open(exchange)
    return session instanceof Promise
      ? session.then((opened) => answered(sessions, opened, exchange, act, body))
      : answered(sessions, session, exchange, act, body)
  }
}

function answered(
  sessions: Sessions<Data>,
  session: Session<Data>,
  exchange: OneRequest,
  act: Act,
  body: Partial<Data>,
): Answer | Promise<Answer> {
  let visits: number | undefined
  if (act === 'read') visits = session.get('visits')
  else if (act === 'modify') {
    visits = session.get('visits', 0) + 1
    session.set('visits', visits)
  } else if (act === 'begin') Object.assign(session.data, body)
  const done = sessions.commit(session, exchange)
  return done === undefined
    ? { visits, cookies: exchange.cookies }
    : done.then(() => ({ visits, cookies: exchange.cookies }))
}

/**
 * Visitors of an app that gives tokens, wherever it keeps its data.
 *
 * @module
 */

import { createSessions, type Session, type SessionEvent } from 'coatcheck'
import { csrfToken, verifyCsrfToken } from 'coatcheck/guards/csrf'
import { memoryStore } from 'coatcheck/stores/memory'
import { clockAt, secretA, visitorOf } from '../promises/visitor.ts'

/** What the sessions of these tests hold. */
export interface Data {
  cart: Record<string, number>
}

/** When these tests begin. */
const start = 1_700_000_000

/** Where the data may be. */
export const kinds = ['cookie', 'store', 'copy'] as const

/** Makes an app with its data there, and a clock to turn. */
export function appOf(kind: (typeof kinds)[number], secrets: string | readonly string[] = secretA) {
  const clock = clockAt(start)
  const events: SessionEvent[] = []
  const onEvent = (event: SessionEvent): void => {
    events.push(event)
  }
  const options = { secrets, now: clock.now, onEvent }
  const store = memoryStore({ clock: () => clock.now() * 1_000 })
  const sessions =
    kind === 'cookie'
      ? createSessions<Data>(options)
      : createSessions<Data>({ ...options, store, cacheInCookie: kind === 'copy' })
  return { clock, events, visitor: () => visitorOf<Data>(sessions) }
}

/** A visitor of such an app. */
export type Someone = ReturnType<ReturnType<typeof appOf>['visitor']>

/** Asks for a token in a request of its own. */
export async function tokenOf(someone: Someone): Promise<string> {
  return (await someone.visit((session) => csrfToken(session))).value ?? ''
}

/** Brings a token back in a request of its own. */
export async function isGood(someone: Someone, token: unknown): Promise<boolean | undefined> {
  return (await someone.visit((session) => verifyCsrfToken(session, token))).value
}

/** Gives the session of a request whose answer has been sent. */
export async function lastOf(
  someone: Someone,
  status: number,
  handle: (session: Session<Data>) => unknown,
): Promise<{ readonly session: Session<Data> }> {
  const { value } = await someone.visit(
    (session) => {
      handle(session)
      return { session }
    },
    { status },
  )
  if (value === undefined) throw new Error('the handler failed')
  return value
}

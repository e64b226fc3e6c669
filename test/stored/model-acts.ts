/**
 * What a handler does, on a real session and on the model of one, and what it sees.
 *
 * @module
 */

import type { Session, StoredSessions } from 'coatcheck'
import type { Op } from './model-steps.ts'
import type { Visit } from './model-visit.ts'

/** What the sessions of the model hold. */
export type Data = Record<string, number>

/** What a handler saw of its session. */
export interface Observed {
  readonly data: Readonly<Data>
  readonly subject: string | null
  readonly permanent: boolean
  readonly isNew: boolean
  readonly expiresAt: number
  /** What the last thing it did gave back. */
  readonly result: unknown
}

/** What a handler sees of its session. */
export function sight(session: Session<Data>, result?: unknown): Observed {
  // Number by number: whoever takes the whole data may have changed it.
  const data: Data = {}
  for (const key of ['a', 'b', 'c', 'visits']) {
    const value = session.get(key)
    if (value !== undefined) data[key] = value
  }
  const { subject, permanent, isNew, expiresAt } = session
  return { data, subject, permanent, isNew, expiresAt, result }
}

/** Does something on a real session. */
export async function act(
  sessions: StoredSessions<Data>,
  session: Session<Data>,
  op: Op,
  number: () => number,
): Promise<unknown> {
  switch (op.do) {
    case 'put':
      return session.set(op.key, number())
    case 'remove':
      session.delete(op.key)
      return undefined
    case 'count':
      return session.update((data) => {
        data['visits'] = (data['visits'] ?? 0) + 1
      })
    case 'login':
      return session.login(op.subject)
    case 'regenerate':
      return session.regenerate()
    case 'permanent':
      session.permanent = op.is
      return undefined
    case 'flash':
      return session.flash(`flash ${number()}`)
    case 'take':
      return session.takeFlashes().map(({ text }) => text)
    case 'revokeOthers':
      await sessions.revokeAll(op.subject, { except: session })
      return undefined
    case 'clear':
      return session.clear()
    default:
      return session.logout()
  }
}

/** Does the same on the model. */
export function actOnModel(visit: Visit, op: Op, number: () => number): unknown {
  switch (op.do) {
    case 'put':
      return visit.put(op.key, number())
    case 'remove':
      return visit.remove(op.key)
    case 'count':
      return visit.count()
    case 'login':
      return visit.login(op.subject)
    case 'regenerate':
      return visit.regenerate()
    case 'permanent':
      return visit.setPermanent(op.is)
    case 'flash':
      return visit.flash(`flash ${number()}`)
    case 'take':
      return visit.take()
    case 'revokeOthers':
      return visit.revokeOthers(op.subject)
    default:
      return visit.logout()
  }
}

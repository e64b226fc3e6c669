/**
 * What handlers of the adapter contract's app do to a session, by the name a rule asks for it with.
 *
 * @module
 */

import type { Session } from '../session.ts'

/** What the sessions of the app hold. */
export interface AppData {
  /** How often `count` was done. */
  visits: number
  /** What `set` puts there unless told another key. */
  note: string
  /** Another key for `set`. */
  other: string
}

/** A session of the app, seen with what it holds. */
export type AppSession = Session<AppData>

/** What can be done to a session; `query` says the particulars. */
export type Act = (session: AppSession, query: URLSearchParams) => unknown

/** Every act by its name. */
export const acts: Readonly<Record<string, Act>> = {
  read: (session) => session.get('note'),
  set(session, query) {
    const key = query.get('key') === 'other' ? 'other' : 'note'
    session.set(key, query.get('value') ?? 'kept')
  },
  // Larger than any cookie.
  fill: (session) => session.set('note', 'x'.repeat(5_000)),
  flash: (session) => session.flash('kept'),
  permanent(session) {
    session.permanent = true
  },
  login: (session, query) => session.login(query.get('subject') ?? 'ada'),
  logout: (session) => session.logout(),
  regenerate: (session) => session.regenerate(),
  update: (session) =>
    session.update((data) => {
      data.visits = (data.visits ?? 0) + 1
    }),
}

/** What a handler found in a session. */
export interface Seen {
  /** Whether no earlier session was read. */
  readonly isNew: boolean
  /** Who is logged in, or `null`. */
  readonly subject: string | null
  /** Whether the cookie outlives the browser. */
  readonly permanent: boolean
  /** Its data. */
  readonly data: Readonly<Partial<AppData>>
}

/** Gives what a session holds. */
export function seenIn(session: AppSession): Seen {
  const { isNew, subject, permanent } = session
  return { isNew, subject, permanent, data: session.toJSON() }
}

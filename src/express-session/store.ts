/**
 * Connect-style stores: what the middleware asks of one, and the class that they extend.
 *
 * @module
 */

import { EventEmitter } from 'node:events'
import { type Cookie, type CookieData, cookieOfRow } from './cookie.ts'
import { Session, type SessionOwner } from './session.ts'
import type { Callback } from './visit.ts'

/** A session as a connect-style store keeps it. */
export interface Row {
  /** The session's cookie. */
  cookie: Cookie | CookieData
  /** What the session holds. */
  [key: string]: unknown
}

/**
 * What the middleware asks of a connect-style store. The verbs take callbacks; what else they give
 * back is not looked at, but for a promise that rejects.
 *
 * Its rows are of no type here, so that every store fits, whatever types it was written against. To
 * write one, extend `Store`.
 */
export interface ConnectStore {
  /** Gives a session; `null` or `undefined`, or an error with code `ENOENT`, when there is none. */
  get(id: string, callback: (error?: unknown, row?: unknown) => void): unknown
  /** Keeps a session, whether there is one or not. */
  set(id: string, session: never, callback?: Callback): unknown
  /** Deletes a session. */
  destroy(id: string, callback?: Callback): unknown
  /** Keeps a session for longer, leaving its data alone. */
  touch?(id: string, session: never, callback?: Callback): unknown
  /** Makes a request's session, set by the middleware. */
  generate?(req: never): void
  /** Tells of `'disconnect'` and `'connect'`; in between requests go on without a session. */
  on?(event: string, listener: () => void): unknown
}

/** What a connect-style store extends. */
export abstract class BaseStore extends EventEmitter implements ConnectStore {
  /** Makes a request's session; set by the middleware. */
  declare generate?: (req: SessionOwner) => void

  /** @param _options what the store that extends it makes of them */
  constructor(_options?: unknown) {
    super()
  }

  /** Gives a session. */
  abstract get(id: string, callback: (error?: unknown, row?: Row | null) => void): unknown
  /** Keeps a session. */
  abstract set(id: string, session: Row, callback?: Callback): unknown
  /** Deletes a session. */
  abstract destroy(id: string, callback?: Callback): unknown

  /** Ends the session of a request, and makes it a fresh one. */
  regenerate(req: SessionOwner, callback: Callback): void {
    this.destroy(req.sessionID ?? '', (error) => {
      this.generate?.(req)
      callback(error)
    })
  }

  /** Gives a session outside of a request. */
  load(id: string, callback: (error?: unknown, session?: Session) => void): void {
    this.get(id, (error, row) => {
      if (error || !row) callback(error)
      else callback(null, this.createSession({ sessionID: id, sessionStore: this }, row))
    })
  }

  /** Makes the session of a request from a row. */
  createSession(req: SessionOwner, row: Row): Session {
    const session = new Session(req, { ...row, cookie: cookieOfRow(row.cookie) })
    req.session = session
    return session
  }
}

/** What a connect-style store extends: as a class, or by `Store.call(this)` in older ones. */
export const Store: typeof BaseStore = new Proxy(BaseStore, {
  apply(_target, self: object) {
    Reflect.apply(EventEmitter, self, [])
  },
})

/** A connect-style store that extends `Store`. */
export type Store = BaseStore

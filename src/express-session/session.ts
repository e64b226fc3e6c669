/**
 * `req.session`: the app's data, with the methods of express-session beside it.
 *
 * @module
 */

import type { Cookie } from './cookie.ts'
import type { Callback } from './visit.ts'
import { runOnVisit } from './visit.ts'

/**
 * What a session holds, filled in by the app.
 *
 * @example
 * declare module 'coatcheck/express-session' {
 *   interface SessionData {
 *     views: number
 *   }
 * }
 */
export interface SessionData {
  /** How the session's cookie is sent; yours to change for this visitor. */
  cookie: Cookie
}

/** What a session needs of the request it belongs to. */
export interface SessionOwner {
  /** Its session; deleted when the session is destroyed. */
  session?: unknown
  /** The id of its session. */
  sessionID?: string | undefined
  /** Where its session is kept. */
  sessionStore?: unknown
}

/** The verbs of a store that a session outside of a request falls back on. */
interface LooseStore {
  get(id: string, callback: (error: unknown, row?: object | null) => void): unknown
  set(id: string, session: object, callback: Callback): unknown
  destroy(id: string, callback: Callback): unknown
  regenerate(req: SessionOwner, callback: Callback): unknown
  createSession(req: SessionOwner, row: object): unknown
}

/** One visitor's session. */
export class Session {
  /** The request it belongs to. */
  declare readonly req: SessionOwner
  /** Its id, as `req.sessionID`. */
  declare readonly id: string
  /** How its cookie is sent; yours to change for this visitor. */
  declare cookie: Cookie

  /**
   * @param req the request it belongs to
   * @param data what it holds; keys that are called like a method are left out
   */
  constructor(req: SessionOwner, data?: object | null) {
    Object.defineProperty(this, 'req', { value: req })
    Object.defineProperty(this, 'id', { value: req.sessionID })
    for (const [key, value] of Object.entries(data ?? {})) {
      if (!(key in this)) Reflect.set(this, key, value)
    }
  }

  /** Begins the cookie's `maxAge` anew. The middleware does so at the end of every request. */
  touch(): this {
    return this.resetMaxAge()
  }

  /** Begins the cookie's `maxAge` anew. */
  resetMaxAge(): this {
    this.cookie.maxAge = this.cookie.originalMaxAge
    return this
  }

  /**
   * Writes the session now. The middleware writes what changed before the response's head is sent.
   *
   * @param callback is told of success or the error; without one the error becomes the answer's
   */
  save(callback?: Callback): this {
    if (!runOnVisit(this.req, (visit) => visit.save(this), callback)) {
      storeOf(this.req).set(this.id, this, callback ?? nothing)
    }
    return this
  }

  /**
   * Reads the session again and puts it in the place of this one, dropping what was changed.
   *
   * @param callback is told of success or the error
   */
  reload(callback?: Callback): this {
    if (!runOnVisit(this.req, (visit) => visit.reload(this), callback)) {
      const store = storeOf(this.req)
      store.get(this.id, (error, row) => {
        if (!error && row) store.createSession(this.req, row)
        callback?.(error ?? (row ? undefined : notFound()))
      })
    }
    return this
  }

  /**
   * Ends the session; `req.session` is gone at once.
   *
   * @param callback is told of success or the error; without one the error becomes the answer's
   */
  destroy(callback?: Callback): this {
    if (!runOnVisit(this.req, (visit) => visit.destroy(this), callback)) {
      delete this.req.session
      storeOf(this.req).destroy(this.id, callback ?? nothing)
    }
    return this
  }

  /**
   * Ends the session and begins a fresh one, with an id of its own, as `req.session`.
   *
   * @param callback is told of success or the error
   */
  regenerate(callback?: Callback): this {
    if (!runOnVisit(this.req, (visit) => visit.regenerate(this), callback)) {
      storeOf(this.req).regenerate(this.req, callback ?? nothing)
    }
    return this
  }
}

/** The error of a session that is to be read again and is not there. */
export function notFound(): Error {
  return new Error('failed to load session')
}

function storeOf(req: SessionOwner): LooseStore {
  // Whoever makes a session without the middleware gives it a store, as `Store.load` does.
  return req.sessionStore as LooseStore
}

function nothing(): void {}

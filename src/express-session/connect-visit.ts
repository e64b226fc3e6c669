/**
 * One request's session over a connect-style store.
 *
 * @module
 */

import type { NodeExchange } from '../adapters/node-exchange.ts'
import { cacheHeaders } from '../cache-headers.ts'
import { headersSent } from '../guarded-view.ts'
import { sessionEnded } from '../store-write.ts'
import type { Turns } from '../turns.ts'
import { cookieOfRow } from './cookie.ts'
import { freshSession } from './fresh-session.ts'
import { isSecure, type SessionRequest } from './request.ts'
import { catchUp, mergedData, textOf } from './row-text.ts'
import { notFound, Session } from './session.ts'
import { type ConnectSettings, refused } from './settings.ts'
import type { ConnectStore, Row } from './store.ts'
import { destroyRow, getRow, setRow, touchRow } from './store-calls.ts'
import type { Visit } from './visit.ts'

/** What a visit needs to know. */
export interface ConnectParts {
  /** The request. */
  readonly req: SessionRequest
  /** Its exchange. */
  readonly exchange: NodeExchange
  /** The options. */
  readonly settings: ConnectSettings
  /** The store. */
  readonly store: ConnectStore
  /** Makes the writers of a session in this process follow one another. */
  readonly turns: Turns
  /** Sets a session's cookie. */
  setCookie(session: Session): void
}

/** What was seen of a session in the store, or written into it. */
interface Seen {
  readonly id: string
  readonly text: string
}

/** One request's session over a connect-style store. */
export class ConnectVisit implements Visit {
  readonly #parts: ConnectParts
  /** The id the visitor sent. */
  #sentId: string | undefined
  /** The session as the request began with it. */
  #begun: Seen | undefined
  /** The row as this request last saw it, with which a merge begins. */
  #row: Seen | undefined
  /** What needs not be written again. */
  #saved: Seen | undefined
  /** What the answer's head went with. */
  #sent: Seen | undefined
  #endedId: string | undefined

  constructor(parts: ConnectParts) {
    this.#parts = parts
  }

  /** Looks for the session of one of the ids, else begins a fresh one. */
  async open(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const row = await getRow(this.#parts.store, id)
      if (row === undefined) continue
      this.#sentId = id
      this.#inflate(id, row)
      return
    }
    this.#sentId = ids[0]
    this.begin()
  }

  /** Begins with a fresh session. */
  begin(): void {
    this.#begun = seen(freshSession(this.#parts.req, this.#parts.settings))
  }

  async save(session: Session): Promise<void> {
    await this.#write(session, seen(session), true)
  }

  async regenerate(): Promise<void> {
    const { req, settings } = this.#parts
    try {
      await this.#end(req.sessionID)
    } finally {
      freshSession(req, settings)
    }
  }

  async reload({ id }: Session): Promise<void> {
    const row = await getRow(this.#parts.store, id)
    if (row === undefined) throw notFound()
    this.#inflate(id, row)
  }

  async destroy({ id }: Session): Promise<void> {
    delete this.#parts.req.session
    await this.#end(id)
  }

  commit(): undefined | Promise<void> {
    const { req, exchange, settings, store } = this.#parts
    // A connect-style store ends sessions at once, so nothing is left to do for whoever has gone.
    if (exchange.isGone || exchange.isLost || typeof req.sessionID !== 'string') return undefined
    const session = this.#session()
    if (session === undefined) return this.#unset()
    const now = seen(session)
    const isModified = !same(this.#begun, now)
    const wasSent = this.#sentId === req.sessionID
    const setsCookie = wasSent
      ? settings.rolling || (session.cookie.expires != null && isModified)
      : settings.saveUninitialized || isModified
    session.touch()
    const conclude = (isThere: boolean): void => {
      this.#sent = this.#saved?.id === now.id ? this.#saved : now
      const isBarred = session.cookie.secure && !isSecure(req, settings.proxy)
      if (!setsCookie || !isThere || isBarred) return
      this.#parts.setCookie(session)
      cacheHeaders(exchange, { setsCookie: true, showsData: false })
    }
    if (this.#mustWrite(now, isModified))
      return this.#write(session, now, isModified).then(conclude)
    if (wasSent && store.touch !== undefined) return this.#touch(session).then(() => conclude(true))
    conclude(true)
    return undefined
  }

  writeLate(): undefined | Promise<void> {
    if (this.#sent === undefined) return undefined
    const session = this.#session()
    if (session === undefined) return this.#unset()
    const now = seen(session)
    if (same(this.#sent, now)) return undefined
    // Of a session that was not kept with the head the visitor has no cookie.
    if (this.#row?.id !== now.id) throw headersSent('req.session')
    return this.#write(session, now, true).then(() => {})
  }

  #session(): Session | undefined {
    const { session } = this.#parts.req
    if (session === undefined || session === null) return undefined
    if (isSession(session)) return session
    throw refused('req.session: it was replaced by an object that is no session; set its keys')
  }

  #unset(): undefined | Promise<void> {
    const { req, settings } = this.#parts
    const isOver = !settings.unsetDestroys || req.sessionID === this.#endedId
    return isOver ? undefined : this.#end(req.sessionID)
  }

  #inflate(id: string, row: Row): void {
    const { req, settings } = this.#parts
    req.sessionID = id
    const session = new Session(req, { ...row, cookie: cookieOfRow(row.cookie) })
    req.session = session
    this.#row = seen(session)
    this.#begun ??= this.#row
    this.#saved = settings.resave ? undefined : this.#row
  }

  #mustWrite(now: Seen, isModified: boolean): boolean {
    const isNew = this.#sentId !== now.id
    if (!this.#parts.settings.saveUninitialized && this.#saved === undefined && isNew) {
      return isModified
    }
    return !same(this.#saved, now)
  }

  /**
   * Writes a session, merged with what others wrote since it was read.
   *
   * @returns whether it is there; one that is gone is never brought back
   */
  #write(session: Session, { id, text }: Seen, isModified: boolean): Promise<boolean> {
    const { store, turns } = this.#parts
    const write = async (): Promise<boolean> => {
      let written: object = session
      if (this.#row?.id === id) {
        const found = await getRow(store, id)
        if (found === undefined) {
          if (isModified) throw sessionEnded()
          return false
        }
        const theirs = textOf(found)
        if (theirs !== this.#row.text) {
          const data = mergedData(this.#row.text, theirs, text)
          catchUp(session, text, data)
          written = { ...data, cookie: session.cookie }
        }
      } else if (id === this.#endedId) {
        throw sessionEnded()
      }
      const kept = textOf(written)
      // A session is a row by its cookie and the app's own keys.
      await setRow(store, id, written as Row)
      this.#row = { id, text: kept }
      this.#saved = this.#row
      if (this.#sent !== undefined) this.#sent = this.#row
      return true
    }
    return turns.take(id, async () => ({ left: undefined, result: await write() }))
  }

  #touch(session: Session): Promise<void> {
    const { store, turns } = this.#parts
    return turns.take(session.id, async () => {
      // A session is a row by its cookie and the app's own keys.
      const row = session as unknown as Row
      return { left: undefined, result: await touchRow(store, session.id, row) }
    })
  }

  async #end(id: string | undefined): Promise<void> {
    if (typeof id !== 'string') return
    const { store, turns } = this.#parts
    await turns.take(id, async () => ({ left: undefined, result: await destroyRow(store, id) }))
    this.#endedId = id
  }
}

function seen(session: Session): Seen {
  return { id: session.id, text: textOf(session) }
}

function same(a: Seen | undefined, b: Seen): boolean {
  return a !== undefined && a.id === b.id && a.text === b.text
}

// Also one that a store made with the class of express-session itself.
function isSession(session: unknown): session is Session {
  return typeof session === 'object' && session !== null && 'touch' in session && 'id' in session
}

/**
 * One request's session over one of Coatcheck's stores: `req.session` is filled when it is first
 * used, and written back into Coatcheck's session before the head.
 *
 * @module
 */

import type { NodeExchange } from '../adapters/node-exchange.ts'
import { openUpgrade } from '../adapters/upgrade.ts'
import { replaceData } from '../draft-update.ts'
import {
  type LosslessText,
  readLossless,
  sameText,
  writeLossless,
} from '../encoding/lossless-json.ts'
import { merge } from '../merge.ts'
import type { Session as CoatcheckSession } from '../session.ts'
import { sessionEnded } from '../store-write.ts'
import type { StoredSessions } from '../stored-sessions.ts'
import type { CookieOptions } from './cookie.ts'
import type { SessionRequest } from './request.ts'
import { notFound, Session } from './session.ts'
import { cookieOf, isOver, keptCookie } from './stored-cookie.ts'
import type { StoredData } from './stored-settings.ts'
import type { Visit } from './visit.ts'

/** What a visit needs to know. */
export interface StoredParts {
  /** The request. */
  readonly req: SessionRequest
  /** Its exchange. */
  readonly exchange: NodeExchange
  /** The app's sessions. */
  readonly sessions: StoredSessions<StoredData>
  /** How the cookie of a new session is sent. */
  readonly cookie: CookieOptions
  /** Whether `req.session = null` ends the session. */
  readonly unsetDestroys: boolean
  /** Whether there is no answer that could carry a cookie. */
  readonly isSent: boolean
}

/** One request's session over one of Coatcheck's stores. */
export class StoredVisit implements Visit {
  readonly #parts: StoredParts
  #opened: CoatcheckSession<StoredData>
  // `undefined`: not used yet, or gone.
  #session: Session | undefined
  // What the app put in its place.
  #replaced: { readonly by: unknown } | undefined
  #isSent: boolean
  // What it held when the head was sent, or it was written last since.
  #sent: LosslessText | undefined
  #hasEnded = false
  readonly #ended = new WeakSet<Session>()

  constructor(parts: StoredParts, opened: CoatcheckSession<StoredData>) {
    this.#parts = parts
    this.#opened = opened
    this.#isSent = parts.isSent
    Object.defineProperty(parts.req, 'sessionID', {
      configurable: true,
      enumerable: true,
      get: () => this.#opened.handle,
    })
    this.#offer()
  }

  async save(session: Session): Promise<void> {
    if (this.#ended.has(session)) throw sessionEnded()
    if (this.#isSent) {
      await this.#update(session)
      return
    }
    this.#writeInto(this.#opened.data, session)
    const asked = { ...session }
    await this.#opened.update(() => {})
    const { data } = this.#opened
    for (const key of new Set([...Object.keys(asked), ...Object.keys(data)])) {
      // What the handler changed since stays on top of what others wrote.
      if (key === 'cookie' || Reflect.get(session, key) !== Reflect.get(asked, key)) continue
      if (!Object.hasOwn(data, key)) Reflect.deleteProperty(session, key)
      else if (!(key in Session.prototype)) Reflect.set(session, key, data[key])
    }
  }

  async regenerate(session: Session): Promise<void> {
    const ended = this.#opened.logout()
    this.#hasEnded = true
    this.#ended.add(session)
    this.#session = this.#made({})
    this.#offer()
    await ended
  }

  async reload(): Promise<void> {
    const { sessions, exchange, req } = this.#parts
    const opened = await (this.#isSent ? openUpgrade(sessions, req) : sessions.open(exchange))
    if (opened.isNew) throw notFound()
    this.#opened = opened
    this.#session = undefined
    this.#offer()
  }

  async destroy(session: Session): Promise<void> {
    const ended = this.#opened.logout()
    this.#hasEnded = true
    this.#ended.add(session)
    this.#session = undefined
    delete this.#parts.req.session
    await ended
  }

  commit(): undefined | Promise<void> {
    const { exchange, sessions } = this.#parts
    const commit = (): undefined | Promise<void> => {
      const done = sessions.commit(this.#opened, exchange)
      return done === undefined ? this.#noteHead() : done.then(() => this.#noteHead())
    }
    if (this.#isGone()) {
      const ended = this.#unset()
      return ended === undefined && !this.#hasEnded ? undefined : (ended?.then(commit) ?? commit())
    }
    if (this.#session !== undefined && !this.#isSent) {
      this.#writeInto(this.#opened.data, this.#session)
      this.#setPermanent(this.#session)
    }
    return commit()
  }

  writeLate(): undefined | Promise<void> {
    // With a server error nothing is kept but ends.
    if (!this.#isSent || this.#parts.exchange.status() >= 500) return undefined
    if (this.#isGone()) return this.#unset()
    const session = this.#session
    if (session === undefined || this.#sent === undefined) return undefined
    return sameText(this.#sent, textOf(session)) ? undefined : this.#update(session)
  }

  /** Whether the app removed the session, or put something else in its place. */
  #isGone(): boolean {
    return !Object.hasOwn(this.#parts.req, 'session') || this.#replaced !== undefined
  }

  #unset(): undefined | Promise<void> {
    if (this.#hasEnded || !this.#parts.unsetDestroys) return undefined
    this.#hasEnded = true
    return this.#opened.logout()
  }

  #noteHead(): undefined {
    this.#isSent = this.#parts.exchange.isGone !== true
    if (this.#session !== undefined) this.#sent = textOf(this.#session)
  }

  /** After the head: writes what was changed since, into what others left. */
  async #update(session: Session): Promise<void> {
    const base = this.#sent
    const now = textOf(session)
    await this.#opened.update((data) => {
      // Both are the text of an object.
      const [before, after] = [base, now].map((text) => (text ? dataOf(text) : {}))
      replaceData(data, merge(before ?? {}, data, after ?? {}).data)
    })
    this.#sent = now
  }

  /** Puts a session into the request that is read when it is first used. */
  #offer(): void {
    this.#replaced = undefined
    Object.defineProperty(this.#parts.req, 'session', {
      configurable: true,
      enumerable: true,
      get: () => {
        if (this.#replaced !== undefined) return this.#replaced.by
        this.#session ??= this.#read()
        return this.#session
      },
      set: (value: unknown) => {
        this.#replaced = value === this.#session ? undefined : { by: value }
      },
    })
  }

  #read(): Session {
    const { data } = this.#opened
    // What is shown after the head is guarded; old code goes on changing and saving it.
    const own = this.#isSent ? dataOf(writeLossless(data, 'req.session')) : data
    const session = this.#made(own)
    if (!isOver(session.cookie)) {
      if (this.#isSent) this.#sent = textOf(session)
      return session
    }
    if (!this.#isSent) {
      // It acts at once on the data, and is carried out with the commit.
      this.#opened.clear()
      this.#hasEnded = true
    }
    return this.#made({})
  }

  #made({ cookie: kept, ...data }: StoredData): Session {
    const session = new Session(this.#parts.req, data)
    session.cookie = cookieOf(kept, this.#parts.cookie)
    return session
  }

  #writeInto(data: StoredData, session: Session): void {
    const { cookie, ...own } = session
    const isEmpty = Object.keys(own).length === 0
    const kept = isEmpty ? undefined : keptCookie(cookie, data['cookie'], this.#parts.cookie)
    const wanted: StoredData = kept === undefined ? own : { ...own, cookie: kept }
    for (const key of Object.keys(data)) if (!Object.hasOwn(wanted, key)) delete data[key]
    for (const [key, value] of Object.entries(wanted)) {
      if (!Object.hasOwn(data, key) || data[key] !== value) data[key] = value
    }
  }

  /** A cookie with a `maxAge` outlives the browser's closing. */
  #setPermanent({ cookie }: Session): void {
    const { isNew, data } = this.#opened
    const permanent = cookie.expires instanceof Date
    const isOwn = isNew || Object.hasOwn(data, 'cookie')
    if (isOwn && this.#opened.permanent !== permanent) this.#opened.permanent = permanent
  }
}

function textOf({ cookie: _, ...data }: Session): LosslessText {
  return writeLossless(data, 'req.session')
}

function dataOf(text: LosslessText): StoredData {
  // What was written is the text of an object.
  return readLossless(text) as StoredData
}

/**
 * The session of one request: reads at first use, keeps what the handler does in a draft.
 *
 * @module
 */

import { type Draft, draftOf, emptyData, endDraft, handleOf, idOf } from './draft.ts'
import type { Exchange } from './exchange.ts'
import { expiresAt } from './expiry.ts'
import { guardedView, headersSent } from './guarded-view.ts'
import { watchLateChanges } from './late-changes.ts'
import type { Place } from './place.ts'
import type { Flash } from './record.ts'
import type { Session } from './session.ts'
import { type SessionState, standsFor } from './session-state.ts'
import { subjectText } from './subject.ts'
import type { Instant } from './time.ts'

/** Makes the session of a request. Nothing is read yet. */
export function openSession<Data extends object>(place: Place, exchange: Exchange): Session<Data> {
  const session = new RequestSession({
    place,
    exchange,
    draft: undefined,
    hasFailed: false,
    isCommitted: false,
  })
  // The class takes any text as a key and any value; `Session<Data>` is the same thing seen through
  // the app's types, which exist only at compile time.
  return session as unknown as Session<Data>
}

/**
 * Gives the inside of a session, or of one that the object stands for; `undefined` when the object is
 * none of ours.
 */
export function stateOf(session: object): SessionState | undefined {
  const real: unknown = standsFor in session ? session[standsFor] : session
  return typeof real === 'object' && real !== null ? RequestSession.stateOf(real) : undefined
}

class RequestSession {
  readonly #state: SessionState

  constructor(state: SessionState) {
    this.#state = state
  }

  static stateOf(session: object): SessionState | undefined {
    return #state in session ? session.#state : undefined
  }

  get data(): object {
    const draft = this.#read()
    if (this.#state.isCommitted) return guardedView(draft.data)
    draft.mayHaveChanged = true
    return draft.data
  }

  get(key: string, fallback?: unknown): unknown {
    const draft = this.#read()
    return Object.hasOwn(draft.data, key) ? this.#handOut(draft, draft.data[key]) : fallback
  }

  set(key: string, value: unknown): void {
    put(this.#write('session.set()'), key, value)
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#read().data, key)
  }

  delete(key: string): boolean {
    const { data } = this.#write('session.delete()')
    return Object.hasOwn(data, key) && delete data[key]
  }

  pop(key: string, fallback?: unknown): unknown {
    const { data } = this.#write('session.pop()')
    if (!Object.hasOwn(data, key)) return fallback
    const value = data[key]
    delete data[key]
    return value
  }

  setDefault(key: string, value: unknown): unknown {
    if (!this.has(key)) this.set(key, value)
    return this.get(key)
  }

  clear(): void {
    endDraft(this.#write('session.clear()', 'end'), this.#state.place.now())
  }

  async logout(): Promise<void> {
    const { isCommitted, place } = this.#state
    if (isCommitted && place.actsAtOnce) await place.end(this.#read('end'))
    else endDraft(this.#write('session.logout()', 'end'), place.now())
  }

  async update(fn: (data: object) => unknown): Promise<unknown> {
    const { place, isCommitted } = this.#state
    const draft = place.actsAtOnce ? this.#read() : this.#write('session.update()')
    draft.mayHaveChanged = true
    return place.update(draft, fn, isCommitted ? 'sent' : 'open')
  }

  flash(text: string, category = 'message'): void {
    const draft = this.#write('session.flash()')
    draft.flashes = [...draft.flashes, { text: String(text), category: String(category) }]
  }

  takeFlashes(): readonly Flash[] {
    if (this.#read().flashes.length === 0) return []
    const draft = this.#write('session.takeFlashes()')
    const { flashes } = draft
    draft.flashes = []
    return flashes
  }

  get permanent(): boolean {
    return this.#read().permanent
  }

  set permanent(permanent: boolean) {
    this.#write('session.permanent').permanent = Boolean(permanent)
  }

  get isNew(): boolean {
    return this.#read().isNew
  }

  get handle(): string {
    return handleOf(idOf(this.#read()))
  }

  get subject(): string | null {
    return this.#read().subject
  }

  get createdAt(): Instant {
    return this.#read().createdAt
  }

  get authenticatedAt(): Instant | null {
    return this.#read().authenticatedAt
  }

  get expiresAt(): Instant {
    return expiresAt(this.#read(), this.#state.place.timeouts)
  }

  login(subject: string | number): void {
    const draft = this.#write('session.login()')
    const text = subjectText(subject)
    if (draft.subject !== null && draft.subject !== text) {
      emptyData(draft)
      draft.flashes = []
    }
    draft.subject = text
    draft.authenticatedAt = this.#state.place.now()
    draft.touchedAt = Math.max(draft.touchedAt, draft.authenticatedAt)
    draft.newTicket = 'login'
  }

  regenerate(): void {
    const draft = this.#write('session.regenerate()')
    // The first ticket of what came with an old cookie follows from that cookie; this one must not.
    if (draft.newTicket === 'accept') draft.newTicket = 'login'
    else draft.newTicket ??= 'regenerate'
  }

  async isLive(): Promise<boolean> {
    return this.#state.place.isLive(this.#read())
  }

  toJSON(): object {
    return this.data
  }

  /** What `console.log` shows: nothing secret, and nothing that would count as using the session. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    const { draft } = this.#state
    if (draft === undefined) return 'Session { untouched }'
    const handle = draft.id === undefined ? 'new' : `'${handleOf(draft.id).slice(0, 8)}…'`
    const keys = Object.keys(draft.data).map((key) => `'${key}'`)
    return `Session { handle: ${handle}, keys: [${keys.join(', ')}] }`
  }

  #read(purpose: 'use' | 'end' = 'use'): Draft {
    const state = this.#state
    if (state.draft !== undefined) return state.draft
    const found = state.place.read(state.exchange, purpose)
    state.draft = draftOf(found, state.place.now)
    state.place.report?.({
      type: 'opened',
      handle: found.session === null ? null : handleOf(found.session.record.id),
    })
    watchLateChanges(state, state.draft)
    return state.draft
  }

  #write(what: string, purpose: 'use' | 'end' = 'use'): Draft {
    if (this.#state.isCommitted) throw headersSent(what)
    const draft = this.#read(purpose)
    draft.mayHaveChanged = true
    return draft
  }

  #handOut(draft: Draft, value: unknown): unknown {
    if (typeof value !== 'object' || value === null) return value
    if (this.#state.isCommitted) return guardedView(value)
    draft.mayHaveChanged = true
    return value
  }
}

function put({ data }: Draft, key: string, value: unknown): void {
  // Plain assignment to `__proto__` would change the object's prototype.
  if (key === '__proto__') {
    Object.defineProperty(data, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    })
  } else {
    data[key] = value
  }
}

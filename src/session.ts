/**
 * What a handler sees of a visitor's session during one request.
 *
 * @module
 */

import type { Flash } from './record.ts'
import type { SessionData } from './session-data.ts'
import type { Instant } from './time.ts'

/** The names of the keys a session may hold. */
export type Key<Data> = keyof Data & string

/** What a key holds when it is there. */
export type Value<Data, K extends keyof Data> = Exclude<Data[K], undefined>

/** Nothing when `R` is a promise, so that an async function is a type error. */
export type NotPromise<R> = R extends PromiseLike<unknown> ? never : R

export type { Flash }

/**
 * A visitor's session during one request: methods on the session, data in `data`.
 *
 * Nothing is read before the first use, and nothing is written unless something changed.
 */
export interface Session<Data extends object = SessionData> {
  /** The data itself, live: changes at any depth are noticed. */
  readonly data: Partial<Data>

  /** Gives a key's value, or `undefined`. */
  get<K extends Key<Data>>(key: K): Value<Data, K> | undefined
  /** Gives a key's value, or the fallback. */
  get<K extends Key<Data>>(key: K, fallback: Value<Data, K>): Value<Data, K>
  /** Gives a key's value, or a fallback of another type. */
  get<K extends Key<Data>, F>(key: K, fallback: F): Value<Data, K> | F

  /** Sets a key. */
  set<K extends Key<Data>>(key: K, value: Value<Data, K>): void

  /** Says whether a key is there. */
  has(key: Key<Data>): boolean

  /** Removes a key and says whether it was there. */
  delete(key: Key<Data>): boolean

  /** Removes a key and gives the value it had, or `undefined`. */
  pop<K extends Key<Data>>(key: K): Value<Data, K> | undefined
  /** Removes a key and gives the value it had, or the fallback. */
  pop<K extends Key<Data>>(key: K, fallback: Value<Data, K>): Value<Data, K>
  /** Removes a key and gives the value it had, or a fallback of another type. */
  pop<K extends Key<Data>, F>(key: K, fallback: F): Value<Data, K> | F

  /** Gives a key's value, after setting it to `value` when it is not there. The value is live. */
  setDefault<K extends Key<Data>>(key: K, value: Value<Data, K>): Value<Data, K>

  /** Ends the session, exactly as `logout()`: Flask apps log out with it. */
  clear(): void

  /**
   * Reads, changes and writes in one step.
   *
   * Without a store it is a change like any other, sealed with the response.
   *
   * @param fn synchronous, and may run again; when it throws, nothing has changed
   * @returns what `fn` returned
   * @throws {CoatcheckError} `ERR_HEADERS_SENT` without a store, after the head was sent
   */
  update<R>(fn: (data: Partial<Data>) => NotPromise<R> & R): Promise<R>

  /**
   * Leaves a message for the next page that takes it.
   *
   * @param category what kind of message it is (`'message'`)
   */
  flash(text: string, category?: string): void

  /** Gives the messages left so far, oldest first, and removes them. */
  takeFlashes(): readonly Flash[]

  /** Whether the browser keeps the cookie when it closes (`false`). */
  permanent: boolean

  /** Whether no earlier session was read in this request. */
  readonly isNew: boolean

  /** A digest of the session's id, safe in logs and URLs: 43 characters of base64url. */
  readonly handle: string

  /** Who is logged in, or `null`. */
  readonly subject: string | null

  /** When the session began. */
  readonly createdAt: Instant

  /** When the subject last logged in, or `null`. */
  readonly authenticatedAt: Instant | null

  /** When the session ends unless the visitor comes back before, or logs in again. */
  readonly expiresAt: Instant

  /**
   * Logs a subject in: a new ticket, `authenticatedAt` now, the absolute timeout starts again.
   * When somebody else was logged in, their data goes.
   *
   * @param subject who, kept as text: 1 to 512 bytes
   * @throws {CoatcheckError} `ERR_INVALID_DATA` for an empty or overlong subject or one that is not
   * text or a whole number, `ERR_HEADERS_SENT` after the head was sent
   */
  login(subject: string | number): void

  /**
   * Ends the session for good; the request goes on with a fresh, empty one, so that a farewell
   * message can be left in it.
   *
   * @throws {CoatcheckError} `ERR_HEADERS_SENT` without a store, after the head was sent
   */
  logout(): Promise<void>

  /** Gives the session a new ticket and keeps its data. */
  regenerate(): void

  /** Says whether the session still holds now, for long streams and sockets. */
  isLive(): Promise<boolean>

  /** The data, so that `JSON.stringify(session)` shows it and never the id. */
  toJSON(): Partial<Data>
}

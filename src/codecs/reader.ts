/**
 * What reads another library's cookies, one way and until a set day: for the option `acceptAlso`.
 *
 * @module
 */

import type { Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'

/** A session of another library, read from its cookie. */
export interface OldSession {
  /** What it holds: anything that Coatcheck's own sessions can hold. */
  readonly data: object
  /**
   * The part of its cookie that was verified: the same text however the cookie is spelt, split or
   * repeated, and unlike every other. No cookie is accepted twice where there is a store.
   */
  readonly identity: string
  /** Who is logged in, if anybody: 1 to 512 bytes of text. */
  readonly subject?: string | undefined
  /** When it began, where the cookie or the old store knows. */
  readonly createdAt?: Instant | undefined
  /** When its subject logged in, where that is known. */
  readonly authenticatedAt?: Instant | undefined
  /** When it was last used, where that is known. */
  readonly lastUsedAt?: Instant | undefined
  /** Whether the browser keeps the cookie when it closes (default `false`). */
  readonly permanent?: boolean | undefined
  /**
   * Removes it where the old library keeps it, so that its cookie is worthless there too; called once
   * the session has become one of ours. What it throws is ignored.
   */
  readonly forget?: (() => Promise<void>) | undefined
}

/** A cookie that is genuine, whose session the old library's store does not have any more. */
export interface GoneSession {
  readonly rejected: 'missing'
  /** As of an `OldSession`. */
  readonly identity: string
}

/** What one cookie of another library was found to be. */
export type CookieReading = OldSession | GoneSession | Rejection

/** What a reader gives: at once, or once an old store has answered. */
export type Reading = CookieReading | Promise<CookieReading>

/** Reads another library's cookies. */
export interface CookieReader {
  /** The library, as events and messages call it: `'express-session'`. */
  readonly source: string
  /** The names of the cookies it reads; all of them are deleted once the session is one of ours. */
  readonly cookieNames: readonly string[]
  /** From this moment on its cookies are refused. */
  readonly until: Instant
  /** The path of its cookies (default `'/'`), so that they can be deleted. */
  readonly path?: string | undefined
  /** The domain of its cookies, where they have one, so that they can be deleted. */
  readonly domain?: string | undefined
  /**
   * Reads the session, verifying before parsing. Bad cookies are rejections, never exceptions.
   *
   * @param values gives the values of all cookies of a name
   * @returns `null` when there is no cookie of this library
   * @throws whatever an old store throws when it cannot be asked
   */
  read(values: (name: string) => readonly string[], now: Instant): Reading | null
}

/**
 * What the readers of sealed and signed cookies have in common: which texts are candidates, how long
 * they may be, when they are over, and how what one holds becomes a session.
 *
 * @module
 */

import { maxCookieBytes } from '../cookie/set-cookie.ts'
import { CoatcheckError } from '../errors.ts'
import { isRejection, type Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'
import type { CookieReader, OldSession, Reading } from './reader.ts'

/** The data of an old session, as its JSON gave it. */
export type OldData = Readonly<Record<string, unknown>>

/** What a reader of old cookies is told, whatever the library. */
export interface OldCookieOptions {
  /** From this moment on the old cookies are refused: a `Date`, or ISO text with a zone. */
  readonly until: Date | string
  /** The path of the old cookie (default `'/'`), so that it can be deleted. */
  readonly path?: string | undefined
  /** The domain of the old cookie, where it had one, so that it can be deleted. */
  readonly domain?: string | undefined
  /** Names who is logged in, of what the session holds: text or a whole number, else nobody. */
  readonly subject?: ((data: OldData) => unknown) | undefined
}

/** The longest value a cookie may have, in characters; browsers keep none that is longer. */
export const maxCookieLength: number = maxCookieBytes

// Cookies of one name, for several paths or domains.
const maxCandidates = 4

/**
 * Gives what the first of several cookies that is honoured holds, else why the first was refused;
 * `null` when there is none.
 *
 * @param texts only the first four count, and empty ones, as left by a logout, do not
 * @param maxLength in characters; a longer one is `malformed`, unread
 */
export function firstHonoured(
  texts: readonly string[],
  read: (text: string) => Reading,
  maxLength: number = maxCookieLength,
): Reading | null {
  const bounded = (text: string): Reading =>
    text.length > maxLength ? { rejected: 'malformed' } : read(text)
  const [first, ...others] = texts.filter((text) => text !== '').slice(0, maxCandidates)
  return first === undefined ? null : honouredOf(bounded(first), others, bounded)
}

function honouredOf(
  reading: Reading,
  others: readonly string[],
  read: (text: string) => Reading,
): Reading {
  if (reading instanceof Promise) return reading.then((known) => honouredOf(known, others, read))
  const [next, ...rest] = others
  if (!isRejection(reading) || next === undefined) return reading
  const later = honouredOf(read(next), rest, read)
  if (later instanceof Promise) return later.then((known) => (isRejection(known) ? reading : known))
  return isRejection(later) ? reading : later
}

/** Makes the parts of a reader that are facts about its cookies. */
export function oldCookie(
  source: string,
  cookieNames: readonly string[],
  { until, path, domain }: OldCookieOptions,
): Omit<CookieReader, 'read'> {
  return { source, cookieNames, until: instantOf(until), path, domain }
}

/**
 * Makes a session of old data; it is `invalid-data` where the app cannot tell who is logged in.
 *
 * These libraries know when a session was last saved, and neither when it began nor when it was last
 * used: it began then at the latest, and is used now.
 */
export function oldSession(
  data: OldData,
  { subject }: Pick<OldCookieOptions, 'subject'>,
  facts: Pick<OldSession, 'identity' | 'createdAt' | 'permanent'>,
): OldSession | Rejection {
  try {
    const named = subject?.(data)
    const isNamed = (typeof named === 'string' && named !== '') || Number.isSafeInteger(named)
    return { ...facts, data, subject: isNamed ? String(named) : undefined }
  } catch {
    return { rejected: 'invalid-data' }
  }
}

/** Gives the object that a verified JSON text spells, or `undefined` when it spells none. */
export function dataOf(json: string, parse: (json: string) => unknown): OldData | undefined {
  try {
    return objectOf(parse(json))
  } catch {
    return undefined
  }
}

/** Gives a value as data, or `undefined` when it is no object. */
export function objectOf(value: unknown): OldData | undefined {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  // Text keys, whatever they hold.
  return isObject ? (value as OldData) : undefined
}

/** Gives data without one of its keys. */
export function without(data: OldData, key: string): OldData {
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== key))
}

// date = YYYY-MM-DD "T" hh:mm [ ":" ss [ fraction ] ] ( "Z" / ( "+" / "-" ) hh ":" mm )
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

function instantOf(until: Date | string): Instant {
  const isReadable = until instanceof Date || isoTime.test(until)
  const ms = isReadable ? new Date(until).getTime() : Number.NaN
  if (!Number.isNaN(ms)) return Math.floor(ms / 1_000)
  throw new CoatcheckError(
    'ERR_OPTIONS',
    "acceptAlso: until is no moment; give a Date, or a text with a zone such as '2027-03-01T00:00:00Z'",
  )
}

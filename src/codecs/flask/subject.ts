/**
 * Who is logged in, of what a Flask app keeps under a key of its session: the data decides, so that a
 * login or logout on either side counts on both.
 *
 * @module
 */

import { readLossless, writeLossless } from '../../encoding/lossless-json.ts'
import { CoatcheckError } from '../../errors.ts'
import type { SessionRecord } from '../../record.ts'
import { kindOf } from './kinds.ts'

// As many as a subject may have elsewhere.
const maxBytes = 512

// A whole number as Python and JavaScript write it, which fits both: no zeros before it.
const wholeNumber = /^(?:0|-?[1-9]\d{0,15})$/

/**
 * Gives the subject that a value names: text of 1 to 512 bytes, a whole number, or a UUID; `null` for
 * anything else.
 */
export function subjectOf(value: unknown): string | null {
  const text = textOf(value)
  if (text === undefined || text === '' || /\p{Surrogate}/u.test(text)) return null
  return Buffer.byteLength(text) <= maxBytes ? text : null
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'bigint' || Number.isSafeInteger(value)) return String(value)
  const known = value instanceof Map ? kindOf(value) : undefined
  return known?.kind === 'uuid' ? known.value : undefined
}

/**
 * Makes a record's subject and its data agree, as they will be read back.
 *
 * After `session.login()` the subject goes into the data: as the app put it there itself, else as
 * what stood there before, else as text where text stood there, else as a number where it is a whole
 * number, else as text.
 * Without one, the data decides who is logged in, also when the app just changed it.
 *
 * @param key the data's key
 * @param after what the request leaves
 * @param before what was read, or `null`
 * @param isShown says whether the handler saw a key, which a schema may have stripped
 * @throws {CoatcheckError} `ERR_INVALID_DATA` when the app logged in one subject and put another one
 * into the data
 */
export function agreed(
  key: string,
  after: SessionRecord,
  before: SessionRecord | null,
  isShown: (key: string) => boolean,
): SessionRecord {
  const base = before?.id === after.id ? before : null
  const hasLoggedIn =
    after.subject !== null &&
    (after.subject !== base?.subject || after.authenticatedAt !== base.authenticatedAt)
  if (!hasLoggedIn && base?.body === after.body) return after
  const data = dataOf(after)
  const old = base === null ? undefined : own(dataOf(base), key)

  if (hasLoggedIn) {
    const subject = String(after.subject)
    if (!Object.hasOwn(data, key)) return withValue(after, data, key, valueFor(subject, old))
    if (subjectOf(data[key]) === subject) return after
    throw new CoatcheckError(
      'ERR_INVALID_DATA',
      `session.login(subject): the subject is kept under data.${key}, where Flask looks for it, and ` +
        'this request left something else there; log in with what stands there, or choose another subjectKey',
    )
  }
  if (!Object.hasOwn(data, key) && !isShown(key) && old !== undefined) {
    return withValue(after, data, key, old)
  }
  const subject = subjectOf(own(data, key))
  return subject === after.subject ? after : { ...after, subject, authenticatedAt: null }
}

function valueFor(subject: string, old: unknown): unknown {
  if (subjectOf(old) === subject) return old
  const number = Number(subject)
  const isNumber = wholeNumber.test(subject) && Number.isSafeInteger(number)
  return isNumber && typeof old !== 'string' ? number : subject
}

function withValue(
  record: SessionRecord,
  data: Readonly<Record<string, unknown>>,
  key: string,
  value: unknown,
): SessionRecord {
  return { ...record, body: writeLossless({ ...data, [key]: value }, 'data') }
}

function own(data: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(data, key) ? data[key] : undefined
}

function dataOf({ body }: SessionRecord): Readonly<Record<string, unknown>> {
  // A record's body is the text of an object.
  return readLossless(body) as Record<string, unknown>
}

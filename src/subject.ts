/**
 * Who is logged in, as text.
 *
 * @module
 */

import { CoatcheckError } from './errors.ts'

const maxBytes = 512

/**
 * Gives a subject as text.
 *
 * @throws {CoatcheckError} `ERR_INVALID_DATA` when it is empty, longer than 512 bytes, or neither
 * text nor a whole number
 */
export function subjectText(subject: string | number): string {
  const isKeepable = typeof subject === 'string' || Number.isSafeInteger(subject)
  const text = isKeepable ? String(subject) : ''
  const bytes = new TextEncoder().encode(text).length
  if (bytes > 0 && bytes <= maxBytes && !/\p{Surrogate}/u.test(text)) return text
  throw new CoatcheckError(
    'ERR_INVALID_DATA',
    `session.login(subject): the subject is text of 1 to ${maxBytes} bytes or a whole number, ` +
      `and this one is ${isKeepable ? `${bytes} bytes long or not well formed` : `a ${typeof subject}`}; ` +
      'give the id under which your app knows the user',
  )
}

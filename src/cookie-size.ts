/**
 * The error of a session that has outgrown its cookie, naming what takes the room.
 *
 * @module
 */

import { maxCookieBytes } from './cookie/set-cookie.ts'
import { writeLossless } from './encoding/lossless-json.ts'
import { CoatcheckError } from './errors.ts'

const namedKeys = 3

/** Makes the error: bytes, limit, and the largest keys with their bytes. */
export function cookieTooLarge(bytes: number, data: object): CoatcheckError {
  const largest = Object.entries(data)
    .map(([key, value]) => ({ key, size: Buffer.byteLength(writeLossless(value, key).text) }))
    .sort((a, b) => b.size - a.size)
    .slice(0, namedKeys)
    .map(({ key, size }) => `${key} (${size} bytes)`)
  return new CoatcheckError(
    'ERR_COOKIE_TOO_LARGE',
    `the session cookie would be ${bytes} bytes, and browsers keep ${maxCookieBytes}; ` +
      `the largest keys are ${largest.join(', ') || 'its flash messages'}; keep less in the session`,
  )
}

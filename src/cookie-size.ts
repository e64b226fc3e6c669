/**
 * The error of a session that has outgrown its cookie, naming what takes the room.
 *
 * @module
 */

import { maxCookieBytes } from './cookie/set-cookie.ts'
import { readLossless, writeLossless } from './encoding/lossless-json.ts'
import { CoatcheckError } from './errors.ts'
import type { SessionRecord } from './record.ts'

const namedParts = 3

/** Makes the error: bytes, limit, and what is largest in the record, with its bytes. */
export function cookieTooLarge(bytes: number, record: SessionRecord): CoatcheckError {
  // A record's body is the text of an object.
  const data = readLossless(record.body) as object
  const parts = Object.entries(data).map(([key, value]) => ({ name: key, size: sizeOf(value) }))
  if (record.flashes.length > 0) {
    parts.push({ name: 'flash messages', size: sizeOf(record.flashes) })
  }
  const largest = parts
    .sort((a, b) => b.size - a.size)
    .slice(0, namedParts)
    .map(({ name, size }) => `${name} (${size} bytes)`)
  return new CoatcheckError(
    'ERR_COOKIE_TOO_LARGE',
    `the session cookie would be ${bytes} bytes, and browsers keep ${maxCookieBytes}; ` +
      `the largest keys are ${largest.join(', ')}; keep less in the session, or pass a store`,
  )
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(writeLossless(value, 'data').text)
}

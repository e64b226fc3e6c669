/**
 * Cookies signed by keygrip, as the package `cookies` sets them: the value, and beside it a cookie
 * `name.sig` with a signature of `name=value`.
 *
 * @see cookies 0.9.1 index.js, keygrip 1.1.0 index.js
 * @module
 */

import { createHmac } from 'node:crypto'
import { sameBytes } from '../crypto/same-bytes.ts'
import { CoatcheckError } from '../errors.ts'

/** What keygrip was set up with. */
export interface KeygripOptions {
  /** Its keys, newest first: each of them verifies. */
  readonly keys: readonly string[]
  /** Its algorithm (default `'sha1'`). */
  readonly algorithm?: 'sha1' | 'sha256' | 'sha512' | undefined
}

/** Verifies signed cookies. */
export interface Keygrip {
  /** Says whether one of the signatures is that of the value under one of the keys. */
  isSigned(name: string, value: string, signatures: readonly string[]): boolean
}

// Cookies of one name, for several paths or domains.
const maxSignatures = 4

/**
 * Makes what verifies cookies.
 *
 * @param reader who asks, for messages
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without a key
 */
export function keygrip({ keys, algorithm = 'sha1' }: KeygripOptions, reader: string): Keygrip {
  if (!Array.isArray(keys) || keys.length === 0 || keys.some((key) => key === '')) {
    throw new CoatcheckError(
      'ERR_SECRET_MISSING',
      `${reader}: keys: there is none, or an empty one; give the list of keys that signed the cookies`,
    )
  }
  return {
    isSigned(name, value, signatures) {
      const expected = keys.map((key) =>
        Buffer.from(createHmac(algorithm, key).update(`${name}=${value}`).digest('base64url')),
      )
      return signatures.slice(0, maxSignatures).some((signature) => {
        const given = Buffer.from(signature)
        return expected.some((bytes) => sameBytes(bytes, given))
      })
    },
  }
}

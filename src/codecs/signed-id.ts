/**
 * The session id in the cookie of express-session: `s:`, the id, a dot and an HMAC-SHA256 of it.
 *
 * @see cookie-signature 1.0.7 index.js
 * @module
 */

import { type CipherKey, createHmac } from 'node:crypto'
import { sameBytes } from '../crypto/same-bytes.ts'

/** A secret as `createHmac` takes it. */
export type IdSecret = CipherKey

/** Gives a session id with its signature, as it stands in the cookie before it is encoded. */
export function signId(id: string, secret: IdSecret): string {
  return `s:${id}.${signature(id, secret)}`
}

/** Gives the id in a cookie's value, or `undefined` when no secret has signed it. */
export function signedId(value: string, secrets: readonly IdSecret[]): string | undefined {
  const text = decoded(value)
  const dot = text.lastIndexOf('.')
  if (!text.startsWith('s:') || dot <= 2) return undefined
  const id = text.slice(2, dot)
  const given = Buffer.from(text.slice(dot + 1))
  const isSigned = secrets.some((secret) => {
    const expected = Buffer.from(signature(id, secret))
    return sameBytes(given, expected)
  })
  return isSigned ? id : undefined
}

function signature(id: string, secret: IdSecret): string {
  return createHmac('sha256', secret).update(id).digest('base64').replace(/=+$/, '')
}

function decoded(value: string): string {
  const bare = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  try {
    return decodeURIComponent(bare)
  } catch {
    return bare
  }
}

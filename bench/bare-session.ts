/**
 * The least an encrypted cookie session can do: base64url, one AES-256-GCM call and JSON, by hand.
 * No expiry, no rotation, no checks: the floor to measure against, not something to use.
 *
 * @module
 */

import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto'

const key = randomFillSync(Buffer.alloc(32))
const pool = Buffer.alloc(4_092)
let taken = pool.length

/** Opens a cookie value. */
export function bareOpen(text: string): unknown {
  const sealed = Buffer.from(text, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), {
    authTagLength: 16,
  })
  decipher.setAuthTag(sealed.subarray(sealed.length - 16))
  const body = decipher.update(sealed.subarray(12, sealed.length - 16))
  decipher.final()
  return JSON.parse(body.toString('latin1'))
}

/** Seals data as a cookie value. */
export function bareSeal(data: unknown): string {
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  const nonce = pool.subarray(taken, taken + 12)
  taken += 12
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  const body = cipher.update(JSON.stringify(data), 'latin1')
  cipher.final()
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')
}

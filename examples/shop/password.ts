/**
 * Checks the one password of this shop against its scrypt hash.
 *
 * @module
 */

import { scrypt, timingSafeEqual } from 'node:crypto'

// A real app keeps one salt and one hash per account, both in its database.
const salt = Buffer.from('xzww-l9ch9qGoYWdIRqlVg', 'base64url')
const hash = Buffer.from('QhmD3sz9D5CvyIj6G0dfVJC8lcpxJMKTYcx2KcdgmHg', 'base64url')

/** Says whether a password is the right one; takes some 50 ms of a worker thread. */
export async function isPassword(candidate: string): Promise<boolean> {
  return timingSafeEqual(await derive(candidate), hash)
}

// Node's own costs: 16 MiB and a moment. For real passwords take those of the OWASP Password Storage
// Cheat Sheet.
function derive(candidate: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(candidate, salt, hash.length, { N: 2 ** 14, r: 8, p: 1 }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}

/**
 * Flask's cookies made and read by hand, for what Flask itself would never write.
 *
 * @module
 */

import { createHmac } from 'node:crypto'
import { inflateSync } from 'node:zlib'

/** The secret of every cookie made here. */
export const secret = 'by-hand-4d1f7a90c3e85b26-by-hand-4d1f7a90c3e85b26'

/** Makes a cookie of a text, as Flask would sign it. */
export function cookieOf(json: string, at: number): string {
  return signed(Buffer.from(json).toString('base64url'), at)
}

/**
 * Signs a payload as Flask would.
 *
 * @param digits of the time in hexadecimal (8, without a zero byte before it)
 */
export function signed(payload: string, at: number, digits = 8): string {
  const time = Buffer.from(at.toString(16).padStart(digits, '0'), 'hex').toString('base64url')
  const key = createHmac('sha1', secret).update('cookie-session').digest()
  const signature = createHmac('sha1', key).update(`${payload}.${time}`).digest('base64url')
  return `${payload}.${time}.${signature}`
}

/** Gives what a cookie holds, its signature unread. */
export function jsonIn(cookie: string): Record<string, unknown> {
  return JSON.parse(textIn(cookie))
}

/** Gives the JSON text in a cookie, compressed or not. */
export function textIn(cookie: string): string {
  const isCompressed = cookie.startsWith('.')
  const [payload = ''] = cookie.slice(isCompressed ? 1 : 0).split('.')
  const bytes = Buffer.from(payload, 'base64url')
  return (isCompressed ? inflateSync(bytes) : bytes).toString()
}

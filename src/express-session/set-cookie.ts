/**
 * The `Set-Cookie` line of a session over a connect-style store, as express-session writes it.
 *
 * @module
 */

import { type SetCookie, stringifySetCookie } from 'cookie'
import type { Cookie } from './cookie.ts'

/**
 * Writes the line.
 *
 * @param value the signed id
 */
export function setCookieLine(name: string, value: string, cookie: Cookie): string {
  const { domain, path, expires, secure, sameSite, priority } = cookie
  const line: SetCookie = {
    name,
    value,
    path,
    httpOnly: Boolean(cookie.httpOnly),
    secure: Boolean(secure),
    partitioned: Boolean(cookie.partitioned),
  }
  if (domain) line.domain = domain
  if (expires instanceof Date) line.expires = expires
  if (sameSite && sameSite !== 'auto') line.sameSite = sameSite
  if (priority) line.priority = priority
  return stringifySetCookie(line)
}

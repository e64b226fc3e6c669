/**
 * The cookie of a session over one of Coatcheck's stores, whose own `maxAge` a visitor's session may
 * change: it is kept beside the data, and holds.
 *
 * @module
 */

import { type Cookie, type CookieData, cookieOfRow, Cookie as NewCookie } from './cookie.ts'

/** Makes the cookie of a session that was read. */
export function cookieOf(kept: unknown, options: CookieData): Cookie {
  const cookie = new NewCookie(options)
  const own = cookieData(kept)
  if (own === undefined) return cookie
  const { expires } = cookieOfRow(own)
  cookie.expires = expires
  cookie.originalMaxAge = own.originalMaxAge
  return cookie
}

/** Says whether a session's own `maxAge` is over. */
export function isOver(cookie: Cookie): boolean {
  const { maxAge } = cookie
  return typeof maxAge === 'number' && maxAge <= 0
}

/**
 * Gives what is to be kept beside the data: nothing for a session that follows the options.
 *
 * @param kept what is kept so far
 */
export function keptCookie(cookie: Cookie, kept: unknown, options: CookieData): unknown {
  const { originalMaxAge, expires } = cookie
  const asChosen = new NewCookie(options).originalMaxAge
  if (sameAge(originalMaxAge, asChosen)) return undefined
  const own = cookieData(kept)
  if (own === undefined || !sameAge(own.originalMaxAge, originalMaxAge)) {
    return { originalMaxAge: originalMaxAge || null, expires: expires || null }
  }
  if (typeof originalMaxAge !== 'number') return kept
  // Renewed once a tenth of it has passed, or every request would write.
  const left = Number(cookie.maxAge)
  if (left > originalMaxAge * 0.9) return kept
  return { originalMaxAge, expires: new Date(Date.now() + originalMaxAge) }
}

// Setting `expires` leaves a few milliseconds of difference.
function sameAge(a: CookieData['originalMaxAge'], b: CookieData['originalMaxAge']): boolean {
  return typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) <= 5 : !a && !b
}

function cookieData(kept: unknown): CookieData | undefined {
  // Written above, and sealed since.
  return typeof kept === 'object' && kept !== null ? (kept as CookieData) : undefined
}

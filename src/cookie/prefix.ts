/**
 * Cookie name prefixes: promises about a cookie that the browser enforces.
 *
 * @see draft-ietf-httpbis-layered-cookies-02 (`__Http-`, `__Host-Http-`), draft-ietf-httpbis-rfc6265bis-22 §4.1.3
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { CookieAttributes } from './attributes.ts'

type Claims = Pick<CookieAttributes, 'secure' | 'httpOnly' | 'path' | 'domain'>

interface Prefix {
  readonly text: string
  readonly needs: string
  readonly fits: (cookie: Claims) => boolean
}

const isHostOnly = ({ secure, path, domain }: Claims): boolean =>
  secure && path === '/' && domain === undefined

// In the order of preference, and the longer of two that begin alike before the shorter. `__Secure-`
// comes before `__Http-`, which only newer browsers enforce.
const prefixes: readonly Prefix[] = [
  {
    text: '__Host-Http-',
    needs: "secure: true, httpOnly: true, path: '/' and no domain",
    fits: (cookie) => isHostOnly(cookie) && cookie.httpOnly,
  },
  { text: '__Host-', needs: "secure: true, path: '/' and no domain", fits: isHostOnly },
  { text: '__Secure-', needs: 'secure: true', fits: ({ secure }) => secure },
  {
    text: '__Http-',
    needs: 'secure: true and httpOnly: true',
    fits: ({ secure, httpOnly }) => secure && httpOnly,
  },
]

/** Says whether a name brings its own prefix; browsers compare without regard to case. */
export function hasPrefix(name: string): boolean {
  return prefixOf(name) !== undefined
}

/**
 * Gives the name under which the cookie is sent: a bare name gets the best prefix its
 * attributes allow, a prefixed one is taken as it is.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when a prefixed name does not fit the attributes: a browser
 * would drop the cookie
 */
export function prefixedName(name: string, cookie: Claims): string {
  const own = prefixOf(name)
  if (own === undefined) return (prefixes.find(({ fits }) => fits(cookie))?.text ?? '') + name
  if (own.fits(cookie)) return name
  throw new CoatcheckError(
    'ERR_OPTIONS',
    `cookie.name: browsers keep a cookie called ${own.text}… only with ${own.needs}; ` +
      'change these options, or give the bare name and let the prefix be computed',
  )
}

function prefixOf(name: string): Prefix | undefined {
  const lower = name.toLowerCase()
  return prefixes.find(({ text }) => lower.startsWith(text.toLowerCase()))
}

/**
 * Origins as browsers send them: scheme, host and port, in exactly one spelling.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

// A host name of DNS is at most 253 characters long; an origin adds a scheme and a port.
const longestOrigin = 300

// serialized-origin = scheme "://" host [ ":" port ]   (RFC 6454 §6.2), with the host of http(s)
// in letters, digits and punctuation, IDN as punycode, or an IPv6 address in brackets
const webOrigin = /^https?:\/\/(?:[a-z\d._-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/

/**
 * Reads the origin of an http or https page, or gives `undefined` for anything a browser would not
 * send as one: `null`, several, a user name, upper case, a default port, a path …
 */
export function webOriginOf(text: string): URL | undefined {
  if (text.length > longestOrigin || !webOrigin.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return url.origin === text ? url : undefined
}

/**
 * Checks a list of origins.
 *
 * @param option the option's name, for the message
 * @throws {CoatcheckError} `ERR_OPTIONS` naming the one that is no origin, and the mend
 */
export function checkedOrigins(option: string, origins: readonly string[]): ReadonlySet<string> {
  if (!Array.isArray(origins)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `${option}: it needs to be a list such as ['https://www.example.com']`,
    )
  }
  for (const [index, origin] of origins.entries()) {
    if (typeof origin === 'string' && webOriginOf(origin) !== undefined) continue
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `${option}[${index}] is not an origin as browsers send it; ${mendFor(origin)}`,
    )
  }
  return new Set(origins)
}

// Nothing is repeated as it was given: there may be a password in it.
function mendFor(origin: unknown): string {
  const text = typeof origin === 'string' ? origin.trim() : ''
  if (text.includes('*')) return 'it is compared as a whole, so name each origin without a star'
  const canonical = URL.canParse(text) ? new URL(text).origin : ''
  const meant = webOriginOf(canonical) === undefined ? 'https://www.example.com' : canonical
  return `give scheme, host and port and nothing after them, such as '${meant}'`
}

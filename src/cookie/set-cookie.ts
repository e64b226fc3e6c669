/**
 * Writing a `Set-Cookie` line: within the browsers' limits, and deleted exactly as it was made.
 *
 * @module
 */

import { stringifySetCookie } from 'cookie'
import type { CookieAttributes } from './attributes.ts'
import type { CookieForm } from './cookie-forms.ts'

/** The most that browsers keep of a cookie's name and value together, in bytes. */
export const maxCookieBytes = 4_096

/** A cookie to be set: its parts for frameworks with cookie functions, its text for the others. */
export interface OutgoingCookie {
  /** The name, with its prefix. */
  readonly name: string
  /** The value, made only of characters a cookie may hold; `''` when it deletes. */
  readonly value: string
  /** The attributes, all of them decided. */
  readonly attributes: CookieAttributes
  /** The whole `Set-Cookie` header value. */
  readonly text: string
}

// Browsers keep no cookie for longer (draft-ietf-httpbis-rfc6265bis-22 §5.5).
const maxAgeSeconds = 400 * 86_400

/** Counts what a browser counts against the limit: the bytes of name and value. */
export function cookieBytes(name: string, value: string): number {
  return name.length + value.length
}

/**
 * Makes a cookie.
 *
 * @param maxAge seconds for which the browser keeps it, cut at 400 days; `undefined`: until it closes
 */
export function setCookie(
  form: CookieForm,
  value: string,
  maxAge: number | undefined,
): OutgoingCookie {
  const attributes =
    maxAge === undefined
      ? form.attributes
      : { ...form.attributes, maxAge: Math.min(Math.max(maxAge, 0), maxAgeSeconds) }
  return outgoing(form.name, value, attributes)
}

/** Makes the deletion of a cookie, with the same name and attributes, or browsers ignore it. */
export function deleteCookie(form: CookieForm): OutgoingCookie {
  return outgoing(form.name, '', { ...form.attributes, maxAge: 0, expires: new Date(0) })
}

function outgoing(name: string, value: string, attributes: CookieAttributes): OutgoingCookie {
  const text = stringifySetCookie({ name, value, ...attributes }, { encode: String })
  return { name, value, attributes, text }
}

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

// cookie-octet (RFC 6265 §4.1.1)
const cookieOctets = /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/

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
  const { name, attributes } = form
  if (!cookieOctets.test(value)) {
    throw new TypeError(`the value of the cookie ${name} has characters that no cookie may hold`)
  }
  if (maxAge === undefined) {
    const text = `${name}=${value}${shortLivedTail(attributes)}`
    return { name, value, attributes, text }
  }
  const lasting = { ...attributes, maxAge: Math.min(Math.max(maxAge, 0), maxAgeSeconds) }
  return { name, value, attributes: lasting, text: `${name}=${value}${tailOf(lasting)}` }
}

/** Makes the deletion of a cookie, with the same name and attributes, or browsers ignore it. */
export function deleteCookie(form: CookieForm): OutgoingCookie {
  const attributes = { ...form.attributes, maxAge: 0, expires: new Date(0) }
  return { name: form.name, value: '', attributes, text: `${form.name}=${tailOf(attributes)}` }
}

// The same for every cookie that lives until the browser closes: written once per form.
const shortLivedTails = new WeakMap<CookieAttributes, string>()

function shortLivedTail(attributes: CookieAttributes): string {
  const known = shortLivedTails.get(attributes)
  if (known !== undefined) return known
  const tail = tailOf(attributes)
  shortLivedTails.set(attributes, tail)
  return tail
}

function tailOf(attributes: CookieAttributes): string {
  return stringifySetCookie({ name: 'n', value: '', ...attributes }).slice('n='.length)
}

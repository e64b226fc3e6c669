/**
 * The cookie in the forms it may take: the one for https, and the plain one for a browser and a
 * server on one machine.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { CookieAttributes } from './attributes.ts'
import type { CookieOptions } from './cookie-options.ts'
import { hasPrefix, prefixedName } from './prefix.ts'

/** A cookie's name and attributes, all of them decided. */
export interface CookieForm {
  /** The name, with its prefix. */
  readonly name: string
  /** The attributes, but for how long it lives. */
  readonly attributes: CookieAttributes
}

/** The forms of the session cookie. */
export interface CookieForms {
  /** The form for everybody. */
  readonly secure: CookieForm
  /** The form for plain http on one machine, or `undefined` when there is none. */
  readonly local: CookieForm | undefined
}

// token = 1*tchar (RFC 9110 §5.6.2), as cookie-name demands (RFC 6265 §4.1.1)
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
// path-value = any character but controls and ';' (RFC 6265 §4.1.1), and '<', which the cookie
// library refuses; browsers need the leading '/'
const pathValue = /^\/[\x20-\x3A\x3D-\x7E]*$/
// subdomain (RFC 1034 §3.5), a leading dot being allowed and ignored (RFC 6265 §5.2.3)
const domainValue =
  /^\.?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

const optionNames: ReadonlySet<string> = new Set<keyof CookieOptions>([
  'name',
  'path',
  'domain',
  'secure',
  'httpOnly',
  'sameSite',
  'partitioned',
])

const quotedLength = 60
const maxNameLength = 128
const maxAttributeLength = 1_024

/**
 * Decides the cookie's names and attributes.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` naming the option, when browsers would refuse the cookie
 */
export function cookieForms(options: CookieOptions = {}): CookieForms {
  const { name = 'session', path = '/', domain, secure = 'auto' } = options
  for (const option of Object.keys(options)) {
    if (!optionNames.has(option)) refuse(option, undefined, `one of ${[...optionNames].join(', ')}`)
  }
  const { httpOnly = true, sameSite = 'lax', partitioned = false } = options
  check('name', maxNameLength, name, token, "letters, digits and !#$%&'*+-.^_`|~, without spaces")
  check(
    'path',
    maxAttributeLength,
    path,
    pathValue,
    "a path that begins with '/', without ';' and '<'",
  )
  if (domain !== undefined) {
    check('domain', 253, domain, domainValue, 'a host name, without scheme, port or path')
  }
  if (!['strict', 'lax', 'none'].includes(sameSite)) {
    refuse('sameSite', sameSite, "'strict', 'lax' or 'none'")
  }
  for (const [option, value] of Object.entries({ httpOnly, partitioned })) {
    if (typeof value !== 'boolean') refuse(option, value, 'true or false')
  }
  if (secure !== true && secure !== false && secure !== 'auto') {
    refuse('secure', secure, "true, false or 'auto'")
  }
  if (secure === false && (sameSite === 'none' || partitioned)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `cookie.secure: browsers drop a cookie with ${partitioned ? 'Partitioned' : 'SameSite=None'} ` +
        "that is not Secure; set secure to true or 'auto'",
    )
  }
  const attributes: CookieAttributes = {
    path,
    ...(domain === undefined ? {} : { domain }),
    httpOnly,
    secure: secure !== false,
    sameSite,
    partitioned,
  }
  // Without Secure a browser would drop these, so they have no plain form even on one machine.
  const needsSecure = hasPrefix(name) || sameSite === 'none' || partitioned
  return {
    secure: { name: prefixedName(name, attributes), attributes },
    local:
      secure === 'auto' && !needsSecure
        ? { name, attributes: { ...attributes, secure: false } }
        : undefined,
  }
}

function check(
  option: string,
  maxLength: number,
  value: string,
  grammar: RegExp,
  expected: string,
): void {
  if (typeof value !== 'string' || value.length > maxLength || !grammar.test(value)) {
    refuse(option, value, `${expected}, at most ${maxLength} characters`)
  }
}

function refuse(option: string, value: unknown, expected: string): never {
  throw new CoatcheckError(
    'ERR_OPTIONS',
    `cookie.${option}: ${quoted(value)} is not allowed; give ${expected}`,
  )
}

function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? 'this'
  return text.length > quotedLength ? `${text.slice(0, quotedLength)}…` : text
}

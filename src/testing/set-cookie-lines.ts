/**
 * What an answer says of cookies, whichever HTTP client it came through.
 *
 * @module
 */

/** The headers of an answer: a `Headers`, or an object with lower-case names. */
export type AnswerHeaders =
  | { getSetCookie(): readonly string[] }
  | Readonly<Record<string, string | readonly string[] | number | undefined>>

/** An answer, as `fetch`, undici, supertest, light-my-request and others give it. */
export interface CookieAnswer {
  /** Its headers. */
  readonly headers: AnswerHeaders
}

/** A cookie as a browser keeps it. */
export interface KeptCookie {
  /** The name, with its prefix. */
  readonly name: string
  /** The value. */
  readonly value: string
  /** The attributes by lower-case name; `''` for those without a value. */
  readonly attributes: Readonly<Record<string, string>>
}

/** Gives the `Set-Cookie` lines of an answer. */
export function linesOf({ headers }: CookieAnswer): readonly string[] {
  if (isHeaders(headers)) return headers.getSetCookie()
  const lines = headers['set-cookie'] ?? []
  return Array.isArray(lines) ? lines.map(String) : [String(lines)]
}

function isHeaders(headers: AnswerHeaders): headers is { getSetCookie(): readonly string[] } {
  return 'getSetCookie' in headers && typeof headers.getSetCookie === 'function'
}

/** Reads a `Set-Cookie` line (RFC 6265 §5.2). */
export function cookieIn(line: string): KeptCookie {
  const [pair = '', ...rest] = line.split(';')
  const [name, value] = nameAndValue(pair)
  const attributes = rest.map(nameAndValue).map(([key, text]) => [key.toLowerCase(), text])
  return { name, value, attributes: Object.fromEntries(attributes) }
}

/** Reads a `Cookie` header. */
export function cookiesIn(header: string): readonly KeptCookie[] {
  return header
    .split(';')
    .map(nameAndValue)
    .filter(([name]) => name !== '')
    .map(([name, value]) => ({ name, value, attributes: {} }))
}

/** Says whether a line deletes its cookie; Max-Age has precedence over Expires (RFC 6265 §5.3). */
export function isDeletion({ attributes }: KeptCookie): boolean {
  const maxAge = attributes['max-age']
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const { expires } = attributes
  return expires !== undefined && Date.parse(expires) <= Date.now()
}

function nameAndValue(text: string): [name: string, value: string] {
  const sign = text.indexOf('=')
  if (sign === -1) return [text.trim(), '']
  return [text.slice(0, sign).trim(), text.slice(sign + 1).trim()]
}

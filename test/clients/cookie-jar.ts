/**
 * A visitor without a browser: `fetch` with a jar that keeps, sends and deletes cookies, and follows
 * no redirect by itself.
 *
 * @module
 */

/** A cookie as the jar keeps it. */
export interface KeptCookie {
  /** The name, with its prefix. */
  readonly name: string
  /** The value, as it was sent. */
  readonly value: string
  /** The attributes by lower-case name; `''` for those without a value. */
  readonly attributes: Readonly<Record<string, string>>
}

/** A visitor of one origin. */
export interface Visitor {
  /** What the jar holds now, by name. */
  readonly cookies: ReadonlyMap<string, KeptCookie>
  /** Sends a request to a path of the origin, with the jar's cookies. */
  fetch(path: string, init?: RequestInit): Promise<Response>
}

/** Makes a visitor with an empty jar. */
export function visitorOf(origin: string): Visitor {
  const cookies = new Map<string, KeptCookie>()
  return {
    cookies,
    async fetch(path, init = {}) {
      const url = new URL(path, origin)
      const headers = new Headers(init.headers)
      const sent = [...cookies.values()].filter((cookie) => isSentTo(cookie, url.pathname))
      if (sent.length > 0) {
        headers.set('cookie', sent.map(({ name, value }) => `${name}=${value}`).join('; '))
      }
      const response = await fetch(url, { ...init, headers, redirect: 'manual' })
      for (const line of response.headers.getSetCookie()) keep(cookies, cookieOf(line))
      return response
    },
  }
}

// Reads a Set-Cookie line (RFC 6265 §5.2).
function cookieOf(line: string): KeptCookie {
  const [pair, ...rest] = line.split(';').map(nameAndValue)
  const [name, value] = pair ?? ['', '']
  const attributes = rest.map(([key, text]): [string, string] => [key.toLowerCase(), text])
  return { name, value, attributes: Object.fromEntries(attributes) }
}

function keep(cookies: Map<string, KeptCookie>, cookie: KeptCookie): void {
  if (isOver(cookie)) cookies.delete(cookie.name)
  else cookies.set(cookie.name, cookie)
}

// Max-Age has precedence over Expires (RFC 6265 §5.3).
function isOver({ attributes }: KeptCookie): boolean {
  const maxAge = attributes['max-age']
  if (maxAge !== undefined) return Number(maxAge) <= 0
  const expires = attributes['expires']
  return expires !== undefined && Date.parse(expires) <= Date.now()
}

// Path matching of RFC 6265 §5.1.4.
function isSentTo({ attributes }: KeptCookie, pathname: string): boolean {
  const path = attributes['path'] ?? '/'
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}

function nameAndValue(text: string): [string, string] {
  const sign = text.indexOf('=')
  if (sign === -1) return [text.trim(), '']
  return [text.slice(0, sign).trim(), text.slice(sign + 1).trim()]
}

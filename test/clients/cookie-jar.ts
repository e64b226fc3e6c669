/**
 * A visitor without a browser: `fetch` with a jar that keeps, sends and deletes cookies, and follows
 * no redirect by itself.
 *
 * @module
 */

import { cookieIn, isDeletion, type KeptCookie } from '../../src/testing/set-cookie-lines.ts'

export type { KeptCookie }

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
      for (const line of response.headers.getSetCookie()) keep(cookies, cookieIn(line))
      return response
    },
  }
}

function keep(cookies: Map<string, KeptCookie>, cookie: KeptCookie): void {
  if (isDeletion(cookie)) cookies.delete(cookie.name)
  else cookies.set(cookie.name, cookie)
}

// Path matching of RFC 6265 §5.1.4.
function isSentTo({ attributes }: KeptCookie, pathname: string): boolean {
  const path = attributes['path'] ?? '/'
  return pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)
}

/**
 * What is answered to whoever has to log in first: a page is sent to the login page and back, a
 * script gets a 401.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { GuardedRequest, Refusal } from './guard.ts'
import { localNext } from './local-next.ts'

// What a browser loads to show it to the visitor, in a tab or in a frame.
const pageDestinations = new Set(['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe'])

/**
 * Gives a login path ready for use.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is not a path on this site
 */
export function checkedLoginPath(text: string): string {
  const loginPath = localNext(text, '')
  if (loginPath === '' || loginPath.includes('#')) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `loginPath: ${JSON.stringify(text)} is not a path on this site; give one such as '/login'`,
    )
  }
  return loginPath
}

/**
 * Makes the refusal that leads to the login page.
 *
 * @param reason what is missing, such as `'Login required'`
 */
export function loginRefusal(request: GuardedRequest, loginPath: string, reason: string): Refusal {
  if (!asksForPage(request)) return unauthorized(request, loginPath, reason)
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return redirect(303, loginPath, reason)
  }
  const here = new URL(request.url)
  if (here.pathname === new URL(loginPath, here).pathname) {
    // Sending the browser to where it already is would go round and round.
    return answer(401, `${reason}, also for the login page: keep it outside the guard.`)
  }
  const next = localNext(here.pathname + here.search, '')
  const location = next === '' ? loginPath : withQuery(loginPath, 'next', next)
  return redirect(302, location, reason)
}

function asksForPage(request: GuardedRequest): boolean {
  const accept = request.header('accept')?.toLowerCase() ?? ''
  if (accept.includes('text/html')) return true
  if (asksForJson(accept)) return false
  // Sec-Fetch-Mode would not do: Node's own fetch sends `cors` without being a script in a page.
  const destination = request.header('sec-fetch-dest')
  return destination === undefined || pageDestinations.has(destination)
}

// application/json, application/problem+json …
function asksForJson(accept: string): boolean {
  return /[/+]json\b/.test(accept)
}

function unauthorized(request: GuardedRequest, loginPath: string, reason: string): Refusal {
  if (!asksForJson(request.header('accept')?.toLowerCase() ?? '')) return answer(401, reason)
  const body = JSON.stringify({ error: reason.toLowerCase(), loginPath })
  return answer(401, body, { 'Content-Type': 'application/json; charset=utf-8' })
}

function redirect(status: 302 | 303, location: string, reason: string): Refusal {
  return answer(status, reason, { Location: location })
}

function answer(status: number, body: string, headers: Record<string, string> = {}): Refusal {
  return {
    type: 'refuse',
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      ...headers,
    },
    body,
  }
}

function withQuery(path: string, name: string, value: string): string {
  const separator = path.includes('?') ? '&' : '?'
  // A slash needs no escape in a query (RFC 3986 §3.4), and `?next=/cart` reads better.
  return `${path}${separator}${name}=${encodeURIComponent(value).replaceAll('%2F', '/')}`
}

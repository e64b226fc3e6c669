/**
 * Lets only logged-in visitors through: a page sends them to the login page and back, a script gets
 * a 401.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Guard, GuardedRequest, Refusal } from './guard.ts'
import { localNext } from './local-next.ts'

export { localNext } from './local-next.ts'

/** How visitors who are not logged in are sent to log in. */
export interface RequireLoginOptions {
  /**
   * The path of the login page on this site, such as `'/login'`; it may carry a query. The page
   * itself must be reachable without the guard.
   */
  readonly loginPath: string
}

// What a browser loads to show it to the visitor, in a tab or in a frame.
const pageDestinations = new Set(['document', 'iframe', 'frame', 'embed', 'object', 'fencedframe'])

/**
 * Refuses whoever is not logged in, that is, when `session.subject` is `null`.
 *
 * - a page asked for with GET or HEAD: 302 to `loginPath?next=<path and query of the page>`
 * - a form or link with another method: 303 to `loginPath`, since what it sent cannot be repeated
 * - a script, an image or an API client: 401 and a short text, as JSON when it asks for JSON
 *
 * The login page reads `next` through `localNext`, which never leads off the site.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when `loginPath` is not a path on this site
 *
 * @see RFC 9110 §15.4.3, §15.4.4, §15.5.2; W3C Fetch Metadata Request Headers §2.1
 *
 * @example
 * import { guard } from 'coatcheck/adapters/express'
 * import { localNext, requireLogin } from 'coatcheck/guards/login'
 *
 * app.get('/dashboard', guard(requireLogin({ loginPath: '/login' })), showDashboard)
 * app.post('/login', (req, res) => {
 *   // … after checking the password:
 *   req.session.login(username)
 *   res.redirect(localNext(req.query.next, '/dashboard'))
 * })
 */
export function requireLogin(options: RequireLoginOptions): Guard {
  const loginPath = localNext(options.loginPath, '')
  if (loginPath === '' || loginPath.includes('#')) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `loginPath: ${JSON.stringify(options.loginPath)} is not a path on this site; ` +
        `give one such as '/login'`,
    )
  }
  return (request) => (request.session.subject === null ? refusal(request, loginPath) : undefined)
}

function refusal(request: GuardedRequest, loginPath: string): Refusal {
  if (!asksForPage(request)) return unauthorized(request, loginPath)
  if (request.method !== 'GET' && request.method !== 'HEAD') return redirect(303, loginPath)
  const here = new URL(request.url)
  if (here.pathname === new URL(loginPath, here).pathname) {
    // Sending the browser to where it already is would go round and round.
    return answer(401, 'Login required, also for the login page: keep it outside the guard.')
  }
  const next = localNext(here.pathname + here.search, '')
  return redirect(302, next === '' ? loginPath : withQuery(loginPath, 'next', next))
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

function unauthorized(request: GuardedRequest, loginPath: string): Refusal {
  if (!asksForJson(request.header('accept')?.toLowerCase() ?? '')) {
    return answer(401, 'Login required')
  }
  const body = JSON.stringify({ error: 'login required', loginPath })
  return answer(401, body, { 'Content-Type': 'application/json; charset=utf-8' })
}

function redirect(status: 302 | 303, location: string): Refusal {
  return answer(status, 'Login required', { Location: location })
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

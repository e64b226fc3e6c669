/**
 * Lets only logged-in visitors through: a page sends them to the login page and back, a script gets
 * a 401.
 *
 * @module
 */

import type { Guard } from './guard.ts'
import { checkedLoginPath, loginRefusal } from './login-refusal.ts'

export { type RequireFreshLoginOptions, requireFreshLogin } from './fresh-login.ts'
export { localNext } from './local-next.ts'

/** How visitors who are not logged in are sent to log in. */
export interface RequireLoginOptions {
  /**
   * The path of the login page on this site, such as `'/login'`; it may carry a query. The page
   * itself must be reachable without the guard.
   */
  readonly loginPath: string
}

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
  const loginPath = checkedLoginPath(options.loginPath)
  return (request) =>
    request.session.subject === null
      ? loginRefusal(request, loginPath, 'Login required')
      : undefined
}

/**
 * Lets only visitors through who logged in a short while ago: for changing a password, paying,
 * closing an account.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { type Clock, type Duration, secondsOf, systemClock } from '../time.ts'
import type { Guard } from './guard.ts'
import { checkedLoginPath, loginRefusal } from './login-refusal.ts'

/** How fresh a login has to be, and where it is renewed. */
export interface RequireFreshLoginOptions {
  /**
   * How long ago the login may be, such as `'10m'` or `600` seconds: more than zero, at most ten
   * years. On the last second it is too old.
   */
  readonly within: Duration
  /**
   * The path of the login page on this site, such as `'/login'`; it may carry a query, such as
   * `'/login?again'`. The page has to ask for the password also of visitors who are logged in, and
   * must be reachable without the guard.
   */
  readonly loginPath: string
  /** Tells the time in Unix seconds; the one given to `createSessions` (default: the machine's). */
  readonly now?: Clock | undefined
}

/**
 * Refuses whoever is not logged in, or logged in too long ago: `session.login()` starts the time
 * again, activity does not.
 *
 * It answers as `requireLogin` does: a page asked for goes to the login page and back (302), a form
 * goes there (303), a script gets a 401 whose text or JSON says `fresh login required`.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when `within` is no duration or none at all, or `loginPath`
 * is not a path on this site
 *
 * @see OWASP ASVS 5.0, V7.5.1, V7.5.3; RFC 9470 §3
 *
 * @example
 * import { guard } from 'coatcheck/adapters/express'
 * import { requireFreshLogin } from 'coatcheck/guards/login'
 *
 * const justLoggedIn = guard(requireFreshLogin({ within: '10m', loginPath: '/login?again' }))
 *
 * app.post('/password', justLoggedIn, changePassword)
 */
export function requireFreshLogin(options: RequireFreshLoginOptions): Guard {
  const { now = systemClock } = options
  const loginPath = checkedLoginPath(options.loginPath)
  const within = secondsOf('within', options.within)
  if (within === 0) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      "within: no login is fresh for less than a second; give a duration such as '10m'",
    )
  }
  return (request) => {
    const { subject, authenticatedAt } = request.session
    if (subject === null) return loginRefusal(request, loginPath, 'Login required')
    // A login far in the future is one by a clock that was wrong, and would be fresh for as long.
    const distance = Math.abs(now() - (authenticatedAt ?? Number.NaN))
    return distance < within ? undefined : loginRefusal(request, loginPath, 'Fresh login required')
  }
}

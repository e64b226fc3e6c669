/**
 * Refuses requests that another site made the visitor's browser send, by what the browser itself
 * says about them.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Guard, GuardedRequest, Refusal } from './guard.ts'
import { checkedOrigins, webOriginOf } from './origin.ts'

/** What other sites may do, and which requests are looked at. */
export interface CrossSiteOptions {
  /**
   * Origins of other sites whose pages may send requests here, exactly as browsers send them, such
   * as `['https://www.example.com', 'http://localhost:5173']` (default: none).
   */
  readonly trustedOrigins?: readonly string[] | undefined
  /**
   * Which methods are looked at: `'unsafe'`, all but GET, HEAD and OPTIONS, or `'all'` (default
   * `'unsafe'`). `'all'` is for single routes that change something on a GET, such as a logout link;
   * on whole pages it would refuse every visitor who follows a link from another site.
   */
  readonly methods?: 'unsafe' | 'all' | undefined
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses cross-site requests with a 403: no other site can then submit a form here in a visitor's
 * name. It needs no token and no session, and reads neither.
 *
 * - GET, HEAD and OPTIONS pass, so they must not change anything (or see `methods`).
 * - `Sec-Fetch-Site: same-origin` and `none` (the visitor's own doing) pass; `same-site`,
 *   `cross-site` and anything else is refused, unless the `Origin` is trusted.
 * - Without `Sec-Fetch-Site` the host of `Origin` has to be the host of the request. Browsers leave
 *   it out on plain http beyond this machine, and before Chrome 76, Firefox 90 and Safari 16.4.
 * - With neither header it is no browser, or a GET of an old one, and passes: nobody else's cookies
 *   are sent by `curl`. With `methods: 'all'` such a browser is not protected.
 *
 * Where the server sees another host than the browser does (a proxy that does not pass `Host` on),
 * the site's own origin belongs into `trustedOrigins`. Send `Strict-Transport-Security`: where TLS
 * ends before the server, an http page of the same host is not told from an https one in browsers
 * without `Sec-Fetch-Site`.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when one of `trustedOrigins` is no origin, or `methods` is
 * neither of the two
 *
 * @see W3C Fetch Metadata Request Headers §2.3; RFC 6454 §7; Go 1.25 net/http CrossOriginProtection;
 * OWASP ASVS 5.0, V3.5.1 and V3.5.3
 *
 * @example
 * import { expressSession, guard } from 'coatcheck/adapters/express'
 * import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
 *
 * app.use(expressSession(sessions), guard(protectFromCrossSite()))
 * app.get('/logout', guard(protectFromCrossSite({ methods: 'all' })), logOut)
 */
export function protectFromCrossSite(options: CrossSiteOptions = {}): Guard {
  const { methods = 'unsafe', trustedOrigins = [] } = options
  const trusted = checkedOrigins('trustedOrigins', trustedOrigins)
  if (methods !== 'unsafe' && methods !== 'all') {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `methods: ${JSON.stringify(methods)} is not allowed; give 'unsafe' or 'all'`,
    )
  }
  return (request) => {
    if (methods === 'unsafe' && safeMethods.has(request.method)) return undefined
    const site = request.header('sec-fetch-site')
    if (site === 'same-origin' || site === 'none') {
      return { type: 'pass', headers: { Vary: 'Sec-Fetch-Site' } }
    }
    const origin = request.header('origin')
    const isOwn = site === undefined && (origin === undefined || isOfHost(origin, request))
    if (isOwn || (origin !== undefined && trusted.has(origin))) {
      return { type: 'pass', headers: { Vary: 'Sec-Fetch-Site, Origin' } }
    }
    return refusal(site === undefined ? otherHost : otherSite)
  }
}

// The scheme counts where the server is sure of its own; `http:` may be a proxy's last hop.
function isOfHost(text: string, request: GuardedRequest): boolean {
  const origin = webOriginOf(text)
  if (origin === undefined || !URL.canParse(request.url)) return false
  const here = new URL(request.url)
  return origin.host === here.host && (here.protocol !== 'https:' || origin.protocol === 'https:')
}

const otherSite =
  'Refused: another site sent your browser here. Please do this on the site’s own pages.\n\n' +
  'For who runs the site: requests from pages of another origin pass when it is listed in ' +
  'trustedOrigins of protectFromCrossSite().\n'

const otherHost =
  'Refused: the page that sent this request seems to be of another site. Please do this on the ' +
  'site’s own pages, with a current browser.\n\n' +
  'For who runs the site: the Origin header names another host than the server was asked for. ' +
  'Let the proxy before the server pass the Host header on, or list the origin in ' +
  'trustedOrigins of protectFromCrossSite().\n'

function refusal(body: string): Refusal {
  return {
    type: 'refuse',
    status: 403,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-store',
      Vary: 'Sec-Fetch-Site, Origin',
    },
    body,
  }
}

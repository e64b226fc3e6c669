/**
 * Which form of the cookie a visitor gets: the plain one only on one machine, outside production.
 *
 * @module
 */

import type { CookieForm, CookieForms } from './cookie/cookie-forms.ts'
import { isLocalHttp, isLoopbackName } from './cookie/local-http.ts'
import type { SessionEvent } from './events.ts'
import type { Exchange } from './exchange.ts'
import { isProduction } from './production.ts'

/** Gives the form of the cookie for a request; reading and writing follow the same rule. */
export type CookieFormFor = (exchange: Exchange) => CookieForm

/**
 * Makes the choice for an app.
 *
 * Whether this is production is asked once, here.
 */
export function cookieChoice(
  forms: CookieForms,
  report: ((event: SessionEvent) => void) | undefined,
): CookieFormFor {
  const { secure, local } = forms
  const plain = isProduction() ? undefined : local
  let hasSaidSo = false
  return (exchange) => {
    if (plain !== undefined && isLocalHttp(exchange)) {
      if (!hasSaidSo) {
        hasSaidSo = true
        console.warn(
          `coatcheck: plain http on this machine, so the cookie is called '${plain.name}' and is ` +
            `not Secure; everywhere else it is '${secure.name}'`,
        )
      }
      return plain
    }
    if (report !== undefined && secure.attributes.secure && isPlainHttpElsewhere(exchange)) {
      report({
        type: 'cookie-will-be-dropped',
        mend:
          'the browser reached this host over plain http and drops Secure cookies there: serve it ' +
          'over https, open it as http://localhost, or set cookie.secure to false',
      })
    }
    return secure
  }
}

// What the browser itself says counts: a proxy may present plain http for a public https site.
function isPlainHttpElsewhere(exchange: Exchange): boolean {
  const origin = exchange.header('origin')
  if (origin === undefined || !origin.startsWith('http:')) return false
  if (!URL.canParse(origin) || !URL.canParse(exchange.url)) return false
  const { host, hostname } = new URL(origin)
  return host === new URL(exchange.url).host && !isLoopbackName(hostname)
}

/**
 * A request as Next tells of it: by its headers alone, with some that Next added itself.
 *
 * @module
 */

import { isLoopbackName } from '../cookie/local-http.ts'
import type { Exchange } from '../exchange.ts'
import { honestHost, urlOf } from './honest-host.ts'
import { exchangeWith } from './next-exchange.ts'

/** What this adapter needs of what `headers()` gives. */
export interface NextHeaders extends Iterable<[string, string]> {
  /** The value of a header, or `null`. */
  get(name: string): string | null
}

// Next adds each of these where no proxy did.
const forwarded = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-port', 'x-forwarded-proto']

/**
 * Makes the request that sessions and guards see.
 *
 * Its URL has the host that the browser asked for, where Next's own may have the server's. Of a
 * server action and a page Next tells no path, so it is `/`.
 *
 * @param given what a route handler was called with; `'action'` for a server action, `'page'` for
 * what a page is rendered for
 */
export function nextRequest(headers: NextHeaders, given: Request | 'action' | 'page'): Request {
  const seen = new Headers([...headers])
  const scheme = /^\s*https\b/i.test(seen.get('x-forwarded-proto') ?? '') ? 'https:' : 'http:'
  const host = honestHost(scheme, seen.get('host') ?? '')
  if (isDirect((name) => seen.get(name))) for (const name of forwarded) seen.delete(name)
  if (given === 'action' || given === 'page') {
    // Scripts send actions, but pages are what they answer with: guards may lead elsewhere.
    if (given === 'action') seen.set('accept', 'text/html')
    const method = given === 'action' ? 'POST' : 'GET'
    return new Request(urlOf(scheme, host, '/'), { method, headers: seen })
  }
  const { pathname, search } = new URL(given.url)
  return new Request(urlOf(scheme, host, pathname + search), {
    method: given.method,
    headers: seen,
  })
}

/** Gives an exchange of Next's without the headers that Next added itself. */
export function withoutNextsOwn(exchange: Exchange): Exchange {
  if (!isDirect((name) => exchange.header(name))) return exchange
  return exchangeWith(exchange, {
    header: (name) => (forwarded.includes(name) ? undefined : exchange.header(name)),
  })
}

// What the headers say then is what Next saw of a browser on this machine, and no proxy.
function isDirect(header: (name: string) => string | null | undefined): boolean {
  return (
    header('x-forwarded-proto') === 'http' &&
    header('x-forwarded-host') === header('host') &&
    isLoopbackName(header('x-forwarded-for') ?? '')
  )
}

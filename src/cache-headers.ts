/**
 * What a session says to caches, so that no visitor is ever served another one's page.
 *
 * @see RFC 9111 §4.1 (Vary), §5.2.2 (Cache-Control), RFC 9213 (targeted cache control)
 * @module
 */

import type { Exchange } from './exchange.ts'

/** What an answer has to do with the session. */
export interface SessionUse {
  /** Whether it sets or deletes the session cookie. */
  readonly setsCookie: boolean
  /** Whether it may show a session's data. */
  readonly showsData: boolean
}

/** Adds what caches must know of an answer whose handler used the session. */
export function cacheHeaders(exchange: Exchange, { setsCookie, showsData }: SessionUse): void {
  varyByCookie(exchange)
  if (setsCookie) forbidCaching(exchange)
  else if (showsData) keepPrivate(exchange)
}

/** Says that the answer depends on the `Cookie` header. */
function varyByCookie(exchange: Exchange): void {
  const vary = exchange.responseHeader('vary')
  if (vary === undefined || vary === '') exchange.setHeader('Vary', 'Cookie')
  else if (!/(?:^|,)\s*(?:cookie|\*)\s*(?:,|$)/i.test(vary)) {
    exchange.setHeader('Vary', `${vary}, Cookie`)
  }
}

/** Keeps an answer that may show a session's data out of caches that others share. */
function keepPrivate(exchange: Exchange): void {
  if (exchange.responseHeader('cache-control') === undefined) {
    exchange.setHeader('Cache-Control', 'private, no-cache')
  }
}

/** Keeps an answer that sets the session cookie out of every cache. */
function forbidCaching(exchange: Exchange): void {
  const said = exchange.responseHeader('cache-control')
  if (said === undefined || !/(?:^|,)\s*no-store\s*(?:,|$)/i.test(said)) {
    exchange.setHeader('Cache-Control', 'private, no-store')
  }
  for (const name of exchange.responseHeaderNames()) {
    // These override Cache-Control for the caches they are meant for.
    if (/^(?:expires|surrogate-control|(?:.*-)?cdn-cache-control)$/i.test(name)) {
      exchange.removeHeader(name)
    }
  }
}

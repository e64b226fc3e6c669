/**
 * An exchange of which Next wants some things otherwise.
 *
 * @module
 */

import type { Exchange } from '../exchange.ts'

/** Gives an exchange that is another one but for what is given. */
export function exchangeWith(exchange: Exchange, given: Partial<Exchange>): Exchange {
  const { cookieHeader, url, peerAddress } = exchange
  return {
    cookieHeader,
    url,
    peerAddress,
    header: (name) => exchange.header(name),
    status: () => exchange.status(),
    responseHeader: (name) => exchange.responseHeader(name),
    responseHeaderNames: () => exchange.responseHeaderNames(),
    setHeader: (name, value) => exchange.setHeader(name, value),
    removeHeader: (name) => exchange.removeHeader(name),
    setCookie: (cookie) => exchange.setCookie(cookie),
    onClose: (listener) => exchange.onClose(listener),
    ...given,
  }
}

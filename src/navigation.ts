/**
 * Whether a browser is loading a page into a tab: the one moment when no other answer is under way
 * that could carry an older cookie.
 *
 * @module
 */

import type { Exchange } from './exchange.ts'

/**
 * Says whether the request is a top-level navigation.
 *
 * @see W3C Fetch Metadata Request Headers §2.1 (`Sec-Fetch-Dest`), §2.2 (`Sec-Fetch-Mode`)
 */
export function isNavigation(exchange: Exchange): boolean {
  return (
    exchange.header('sec-fetch-mode') === 'navigate' &&
    exchange.header('sec-fetch-dest') === 'document'
  )
}

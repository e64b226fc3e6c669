/**
 * The headers every page has: nothing but the shop's own style sheet and icon may be loaded.
 *
 * @module
 */

import type { RequestHandler, Response } from 'express'

/** Sets the headers that keep a page to itself. */
export function protectPage(res: Response): void {
  res.set({
    'Content-Security-Policy':
      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; " +
      "base-uri 'none'; frame-ancestors 'none'",
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  })
}

/** Sets them on every response. */
export const pageHeaders: RequestHandler = (_req, res, next) => {
  protectPage(res)
  next()
}

/**
 * Refuses requests that another site made the visitor's browser send.
 *
 * @module
 */

import type { RequestHandler } from 'express'
import { sendPage } from './page.ts'
import { notice } from './views/notice.ts'

/**
 * Answers 403 when the browser says that another site sent the visitor here; browsers and tools
 * that say nothing pass.
 *
 * @see W3C Fetch Metadata Request Headers, section 2.3
 */
export const refuseOtherSites: RequestHandler = (req, res, next) => {
  const site = req.get('sec-fetch-site')
  if (site === undefined || site === 'same-origin' || site === 'none') {
    next()
    return
  }
  sendPage(req, res.status(403), {
    title: 'Not from another site',
    main: notice('Not from another site', 'This can only be asked for on the shop’s own pages.'),
  })
}

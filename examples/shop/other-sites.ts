/**
 * Refuses requests that another site made the visitor's browser send.
 *
 * @module
 */

import { protectFromCrossSite } from 'coatcheck/guards/cross-site'
import type { RequestHandler } from 'express'
import { sendPage } from './page.ts'
import { notice } from './views/notice.ts'

// Also a GET, since a link logs out here.
const askWhereFrom = protectFromCrossSite({ methods: 'all' })

/**
 * Answers 403 when the browser says that another site sent the visitor here; browsers and tools
 * that say nothing pass. `guard(protectFromCrossSite())` would do the same with a plain text: a
 * guard is a function, and here its refusal becomes a page of the shop.
 */
export const refuseOtherSites: RequestHandler = (req, res, next) => {
  const { method, session } = req
  const url = `${req.protocol}://${req.get('host')}${req.originalUrl}`
  const decision = askWhereFrom({ session, method, url, header: (name) => req.get(name) })
  const vary = decision?.headers['Vary']
  if (vary !== undefined) res.vary(vary)
  if (decision?.type !== 'refuse') {
    next()
    return
  }
  sendPage(req, res.status(decision.status), {
    title: 'Not from another site',
    main: notice('Not from another site', 'This can only be asked for on the shop’s own pages.'),
  })
}

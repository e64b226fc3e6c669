/**
 * The example shop as an Express app: every habit of Flask's sessions, in Coatcheck.
 *
 * @module
 */

import { fileURLToPath } from 'node:url'
import type { Sessions, StoredSessions } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import express, { type Express } from 'express'
import { accountRoutes } from './account-routes.ts'
import { cartRoutes } from './cart-routes.ts'
import { dashboardRoutes } from './dashboard-routes.ts'
import { errorPage, type Log, notFound } from './error-pages.ts'
import { frontRoutes } from './front-routes.ts'
import { inspect } from './inspect.ts'
import { pageHeaders } from './page-headers.ts'

const publicFolder = fileURLToPath(new URL('public', import.meta.url))

/**
 * Makes the shop. With sessions in a store, visitors see all of their own and may end them.
 *
 * @param log takes one line per failed request (default: `console.error`)
 */
export function createShop(sessions: Sessions | StoredSessions, log: Log = console.error): Express {
  const shop = express()
  shop.disable('x-powered-by')
  // A page depends on its session, so an answer of 304 would save nothing.
  shop.disable('etag')
  shop.use(pageHeaders)
  shop.use(express.static(publicFolder, { index: false, maxAge: '1h' }))
  shop.use(expressSession(sessions))
  if (process.env['NODE_ENV'] !== 'production') shop.use('/coatcheck', inspect.express(sessions))
  const stored = 'list' in sessions ? sessions : undefined
  shop.use(frontRoutes(), accountRoutes(), dashboardRoutes(stored), cartRoutes())
  shop.use(notFound)
  shop.use(errorPage(log))
  return shop
}

/**
 * The middleware over one of Coatcheck's stores.
 *
 * @module
 */

import { nodeExchange } from '../adapters/node-exchange.ts'
import { openUpgrade } from '../adapters/upgrade.ts'
import type { Session } from '../session.ts'
import { createSessions } from '../sessions.ts'
import type { Store } from '../store.ts'
import { systemClock } from '../time.ts'
import type { Middleware } from './connect-middleware.ts'
import { holdAnswer, isAnswer } from './held-answer.ts'
import { isWithin } from './request.ts'
import { SealedRows } from './sealed-rows.ts'
import { type SessionOptions, unsetDestroys } from './settings.ts'
import { type StoredData, storedSettings } from './stored-settings.ts'
import { StoredVisit } from './stored-visit.ts'

/** Makes the middleware over one of Coatcheck's stores. */
export function storedMiddleware(options: SessionOptions, store: Store): Middleware {
  const settings = storedSettings(options, store)
  const sessions = createSessions<StoredData>(settings.options)
  const rows = new SealedRows(store, options.now ?? systemClock)
  const destroys = unsetDestroys(options)
  const { cookie } = settings

  return (req, res, next) => {
    if (!isWithin(req, cookie.path ?? '/')) {
      next()
      return
    }
    const exchange = nodeExchange(req, res, req.originalUrl)
    const isSent = !isAnswer(res)
    const begin = (opened: Session<StoredData>): void => {
      const parts = { req, exchange, sessions, cookie, unsetDestroys: destroys, isSent }
      const visit = new StoredVisit(parts, opened)
      req.sessionStore = rows
      holdAnswer({ req, res, exchange, visit, next })
      next()
    }
    const opened = isSent ? openUpgrade(sessions, req) : sessions.open(exchange)
    if (opened instanceof Promise) opened.then(begin).catch(next)
    else begin(opened)
  }
}

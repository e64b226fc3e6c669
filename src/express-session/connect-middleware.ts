/**
 * The middleware over a connect-style store.
 *
 * @module
 */

import type { ServerResponse } from 'node:http'
import { nodeExchange } from '../adapters/node-exchange.ts'
import { addLine, headersOf } from '../adapters/response-headers.ts'
import { signId } from '../codecs/signed-id.ts'
import { CoatcheckError } from '../errors.ts'
import { sessionTurns, type Turns } from '../turns.ts'
import { ConnectVisit } from './connect-visit.ts'
import { freshSession } from './fresh-session.ts'
import { holdAnswer } from './held-answer.ts'
import { isWithin, type SessionRequest } from './request.ts'
import { setCookieLine } from './set-cookie.ts'
import { connectSettings, type SessionOptions } from './settings.ts'
import { signedIds } from './signed-ids.ts'
import type { ConnectStore } from './store.ts'

/** A middleware of Express, or of anything that calls one so. */
export type Middleware = (
  req: SessionRequest,
  res: ServerResponse,
  next: (error?: unknown) => void,
) => void

// Several middlewares may share a store.
const turnsOf = new WeakMap<ConnectStore, Turns>()

/** Makes the middleware over a connect-style store. */
export function connectMiddleware(options: SessionOptions, store: ConnectStore): Middleware {
  const settings = connectSettings(options)
  const turns = turnsOf.get(store) ?? sessionTurns()
  turnsOf.set(store, turns)
  let isReady = true
  store.on?.('disconnect', () => {
    isReady = false
  })
  store.on?.('connect', () => {
    isReady = true
  })
  store.generate = (req: SessionRequest) => {
    freshSession(req, settings)
  }

  return (req, res, next) => {
    if (!isReady || !isWithin(req, settings.cookieFor(req).path ?? '/')) {
      next()
      return
    }
    const secrets = settings.secrets ?? (req.secret === undefined ? [] : [req.secret])
    const [newest] = secrets
    if (newest === undefined) {
      const message = 'secret: there is none; pass secret, or use cookie-parser with one'
      next(new CoatcheckError('ERR_SECRET_MISSING', message))
      return
    }
    // Made before the head is held, whose lock is not for them.
    const headers = headersOf(res)
    const exchange = nodeExchange(req, res, req.originalUrl, headers)
    const visit = new ConnectVisit({
      req,
      exchange,
      settings,
      store,
      turns,
      setCookie({ id, cookie }) {
        const line = setCookieLine(settings.name, signId(id, newest), cookie)
        addLine(headers, 'Set-Cookie', line)
      },
    })
    req.sessionStore = store
    const begin = (): void => {
      holdAnswer({ req, res, exchange, visit, next })
      next()
    }
    const ids = signedIds(req.headers.cookie, settings.name, secrets)
    if (ids.length > 0) {
      visit.open(ids).then(begin).catch(next)
      return
    }
    visit.begin()
    begin()
  }
}

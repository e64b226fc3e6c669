/**
 * The call `session(options)`, with the classes that stores and old code take from it.
 *
 * @module
 */

import { isProduction } from '../production.ts'
import type { Store as CoatcheckStore } from '../store.ts'
import { connectMiddleware, type Middleware } from './connect-middleware.ts'
import { Cookie } from './cookie.ts'
import { MemoryStore } from './memory-store.ts'
import { Session } from './session.ts'
import type { SessionOptions } from './settings.ts'
import { type ConnectStore, Store } from './store.ts'
import { storedMiddleware } from './stored-middleware.ts'
import { hasVisit } from './visit.ts'

/** The call, with the classes that stores and old code take from it. */
export interface SessionFactory {
  /** Makes the middleware. */
  (options?: SessionOptions): Middleware
  /** What connect-style stores extend. */
  readonly Store: typeof Store
  /** The store that is used when none is given. */
  readonly MemoryStore: typeof MemoryStore
  /** The class of `req.session.cookie`. */
  readonly Cookie: typeof Cookie
  /** The class of `req.session`. */
  readonly Session: typeof Session
}

function middleware(options: SessionOptions = {}): Middleware {
  const { store = new MemoryStore() } = options
  if (store instanceof MemoryStore) warnInProduction()
  const handle = isCoatcheckStore(store)
    ? storedMiddleware(options, store)
    : connectMiddleware(options, store)
  return (req, res, next) => {
    // An app and its routers may each mount one; a request has one session all the same.
    if (hasVisit(req) || req.session) next()
    else handle(req, res, next)
  }
}

/**
 * Makes a middleware that gives every request its session as `req.session`, with the call, the
 * options, the cookie and the rows of express-session 1.19, so that both may serve the same
 * visitors from one store.
 *
 * The session is written before the response's head is sent, and an error of writing it goes to
 * `next(error)`. Over a connect-style store a session that was ended meanwhile is not brought back
 * by whoever changed it: they get `ERR_SESSION_ENDED`. Over one of Coatcheck's stores the cookie is
 * Coatcheck's ticket, and all is kept that Coatcheck promises.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` naming the option and the mend; over one of Coatcheck's
 * stores also `ERR_SECRET_MISSING`, `ERR_SECRET_WEAK`
 * @example
 * import { session } from 'coatcheck/express-session'
 * import express from 'express'
 *
 * const app = express()
 * app.use(session({ secret: 'keyboard cat', resave: false, saveUninitialized: false }))
 */
export const session: SessionFactory = Object.assign(middleware, {
  Store,
  MemoryStore,
  Cookie,
  Session,
})

function isCoatcheckStore(store: ConnectStore | CoatcheckStore): store is CoatcheckStore {
  return 'listBySubject' in store && 'raiseEpoch' in store
}

function warnInProduction(): void {
  if (!isProduction()) return
  console.warn(
    'coatcheck: sessions are kept in memory, not bounded, and gone with this process; pass store',
  )
}

/**
 * A drop-in for express-session: the same call, options, cookie and rows.
 *
 * @module
 */

import type { Session, SessionData } from './express-session/session.ts'
import type { Store } from './express-session/store.ts'

export type { IdSecret } from './codecs/signed-id.ts'
export type { Middleware } from './express-session/connect-middleware.ts'
export { Cookie, type CookieData, type CookieOptions } from './express-session/cookie.ts'
export {
  type SessionFactory,
  session,
  session as default,
  // What `require` gives.
  session as 'module.exports',
} from './express-session/factory.ts'
export { MemoryStore } from './express-session/memory-store.ts'
export type { SessionRequest } from './express-session/request.ts'
export { Session, type SessionData } from './express-session/session.ts'
export type { CookieOptionsOf, SessionOptions } from './express-session/settings.ts'
export { type ConnectStore, type Row, Store } from './express-session/store.ts'
export type { Callback } from './express-session/visit.ts'

// Another one that was there first (express-session's own, Coatcheck's for Express) is left alone.
type Global<Name extends string, Ours> =
  Express.Request extends Readonly<Record<Name, infer Theirs>> ? Theirs : Ours

declare module 'express-serve-static-core' {
  interface Request {
    /** The visitor's session. */
    session: Global<'session', Session & Partial<SessionData>>
    /** The id of the session. */
    sessionID: Global<'sessionID', string>
    /** Where the sessions are kept. */
    sessionStore: Global<'sessionStore', Store>
  }
}

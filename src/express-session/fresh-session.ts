/**
 * A fresh session of a request over a connect-style store.
 *
 * @module
 */

import { Cookie } from './cookie.ts'
import { isSecure, type SessionRequest } from './request.ts'
import { Session } from './session.ts'
import type { ConnectSettings } from './settings.ts'

/** Gives a request a fresh session, with an id of its own. */
export function freshSession(req: SessionRequest, settings: ConnectSettings): Session {
  req.sessionID = settings.idFor(req)
  const session = new Session(req)
  const options = settings.cookieFor(req)
  session.cookie = new Cookie(options)
  const secure = isSecure(req, settings.proxy)
  if (options.secure === 'auto') session.cookie.secure = secure
  if (options.sameSite === 'auto') session.cookie.sameSite = secure ? 'none' : 'lax'
  req.session = session
  return session
}

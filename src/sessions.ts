/**
 * What an app holds, made once: opens and commits sessions.
 *
 * @module
 */

import { sealedCodec } from './codecs/sealed.ts'
import { cookieChoice } from './cookie-choice.ts'
import { cookiePlace } from './cookie-place.ts'
import { keyRing } from './crypto/key-ring.ts'
import { CoatcheckError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import type { Options } from './options.ts'
import { openSession, stateOf } from './request-session.ts'
import type { Session } from './session.ts'
import type { SessionData } from './session-data.ts'
import { settingsOf } from './settings.ts'

/** What an app holds: opens a session when a request begins, commits it before the head is sent. */
export interface Sessions<in out Data extends object = SessionData> {
  /**
   * Opens the session of a request.
   *
   * @returns the session, at once unless a store has to be read
   */
  open(exchange: Exchange): Session<Data> | Promise<Session<Data>>

  /**
   * Writes what the request changed and adds what the response's head needs. Call it once, right
   * before the head is sent.
   *
   * @returns `undefined` when all is done and nothing needs to wait
   * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE`, `ERR_COOKIE_TOO_LARGE`, `ERR_INVALID_DATA`
   */
  commit(session: Session<Data>, exchange: Exchange): undefined | Promise<void>
}

/**
 * Makes an app's sessions, sealed in their cookies.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING`, `ERR_SECRET_WEAK`; `ERR_OPTIONS` naming the option
 * and the mend
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 *
 * type Data = { userId: number; visits: number }
 *
 * const sessions = createSessions<Data>(optionsFromEnv())
 */
export function createSessions<Data extends object = SessionData>(
  options: Options<Data>,
): Sessions<Data> {
  const settings = settingsOf(options)
  const codec = sealedCodec(keyRing(options.secrets))
  const place = cookiePlace(settings, codec, cookieChoice(settings.forms, settings.report))
  return {
    open: (exchange) => openSession<Data>(place, exchange),

    commit(session, exchange) {
      const state = stateOf(session)
      if (state === undefined) {
        throw new CoatcheckError('ERR_OPTIONS', 'commit(session): this session was not opened here')
      }
      if (state.isCommitted) return undefined
      const done = state.draft === undefined ? undefined : state.place.commit(state.draft, exchange)
      if (done === undefined) {
        state.isCommitted = true
        return undefined
      }
      return done.then(() => {
        state.isCommitted = true
      })
    },
  }
}

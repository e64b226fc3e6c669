/**
 * What an app holds, made once.
 *
 * @module
 */

import type { Exchange } from './exchange.ts'
import type { Session } from './session.ts'
import type { SessionData } from './session-data.ts'

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

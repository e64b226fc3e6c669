/**
 * The one error class of Coatcheck and its codes. A refused cookie is never one of these: it is a
 * value (see `rejection.ts`).
 *
 * @module
 */

/** Everything that can go wrong by a programmer's mistake or a failing backend. */
export type ErrorCode =
  | 'ERR_OPTIONS'
  | 'ERR_SECRET_MISSING'
  | 'ERR_SECRET_WEAK'
  | 'ERR_NOT_SERIALIZABLE'
  | 'ERR_COOKIE_TOO_LARGE'
  | 'ERR_HEADERS_SENT'
  | 'ERR_STORE_UNAVAILABLE'
  | 'ERR_STORE_SETUP'
  | 'ERR_SESSION_ENDED'
  | 'ERR_INVALID_DATA'
  | 'ERR_NO_SESSION'
  | 'ERR_READ_ONLY'

/** The HTTP statuses an error asks for: 401 for an ended session, 503 for a store, else 500. */
export type ErrorStatus = 401 | 500 | 503

/**
 * An error with a stable `code` to switch on and the HTTP `status` it asks for.
 *
 * Its message names the option, path or header, the limit and the mend. It never holds a secret, a
 * cookie value or a session id.
 */
export class CoatcheckError extends Error {
  override readonly name: string = 'CoatcheckError'
  /** What went wrong, stable across versions. */
  readonly code: ErrorCode
  /** The HTTP status of the answer, which Express, Koa and Fastify read from here. */
  readonly status: ErrorStatus

  /**
   * @param code which of the codes
   * @param message what happened, where, and how to mend it
   * @param options a `cause`, when another error led to this one
   */
  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    this.status = code === 'ERR_SESSION_ENDED' ? 401 : code === 'ERR_STORE_UNAVAILABLE' ? 503 : 500
  }
}

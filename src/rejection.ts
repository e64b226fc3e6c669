/**
 * Why a cookie was not honoured, as a value: visitors send bad cookies every day, and no exception
 * may come of it.
 *
 * @module
 */

/**
 * One reason a cookie was refused.
 *
 * A burst of `unknown-key` is a broken deploy; a burst of `tampered` is somebody trying.
 */
export type RejectionReason =
  | 'malformed'
  | 'tampered'
  | 'unknown-key'
  | 'idle'
  | 'absolute'
  | 'revoked'
  | 'missing'
  | 'superseded'
  | 'invalid-data'
  | 'no-longer-accepted'

/** A cookie that was not honoured. */
export interface Rejection {
  /** Why. */
  readonly rejected: RejectionReason
}

/** Says whether a result is a rejection. */
export function isRejection(result: object): result is Rejection {
  return 'rejected' in result
}

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
  // What is no rejection has no field of this name. Read and not asked for with `in`, which is slower by
  // far once it has seen a few kinds of results.
  return (result as Partial<Rejection>).rejected !== undefined
}

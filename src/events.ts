/**
 * What Coatcheck reports through `onEvent`: one union on `type`. No event ever holds a secret, a
 * cookie value, a session id or a value of the session's data.
 *
 * @module
 */

import type { RejectionReason } from './rejection.ts'
import type { StoreVerb } from './store-around.ts'

/** What a commit did. */
export type ChangeKind = 'create' | 'touch' | 'update' | 'end'

/** A session was opened: a handler touched it for the first time in a request. */
export interface OpenedEvent {
  readonly type: 'opened'
  /** The digest of the session's id, or `null` when there was no earlier session. */
  readonly handle: string | null
}

/** A session was written or ended. */
export interface CommittedEvent {
  readonly type: 'committed'
  /** What was done. */
  readonly change: ChangeKind
  /** The digest of the session's id. */
  readonly handle: string
  /** Bytes of the cookie sent, name and value; `0` for a deletion. */
  readonly cookieBytes: number
}

/** A cookie was not honoured. */
export interface RejectedEvent {
  readonly type: 'rejected'
  /** Why. */
  readonly reason: RejectionReason
  /** The library whose cookie it was, where it was none of ours: `'express-session'`. */
  readonly source?: string
}

/** A session of another library has become one of ours (`acceptAlso`). */
export interface AcceptedEvent {
  readonly type: 'accepted'
  /** The library. */
  readonly source: string
  /** The digest of the session's id. */
  readonly handle: string
}

/** The request held several cookies of our name, as cookie tossing makes them. */
export interface DuplicateCookieEvent {
  readonly type: 'duplicate-cookie'
  /** How many there were. */
  readonly count: number
}

/** Two requests changed one session at the same time, and both changes were kept. */
export interface MergedEvent {
  readonly type: 'merged'
  /** The digest of the session's id. */
  readonly handle: string
}

/** Two requests changed the same leaf of one session, and the later one won. */
export interface ConflictEvent {
  readonly type: 'conflict'
  /** The digest of the session's id. */
  readonly handle: string
  /** The paths, such as `data.cart.7`. */
  readonly paths: readonly string[]
}

/** A visitor's copy was older than the store's entry, which was used and sent. */
export interface StaleCookieEvent {
  readonly type: 'stale-cookie'
  /** The digest of the session's id. */
  readonly handle: string
}

/** A visitor's copy was newer than the store's entry: the store lost a write, and was mended. */
export interface StoreBehindEvent {
  readonly type: 'store-behind'
  /** The digest of the session's id. */
  readonly handle: string
}

/** A session has outgrown its copy, which is left out: reading it asks the store. */
export interface CopyTooLargeEvent {
  readonly type: 'copy-too-large'
  /** The digest of the session's id. */
  readonly handle: string
  /** What the cookie of the copy would have been, name and value. */
  readonly cookieBytes: number
}

/** Sessions were ended from outside. */
export interface RevokedEvent {
  readonly type: 'revoked'
  /** How many entries were deleted; `everyone` where the epoch was raised. */
  readonly sessions: number | 'everyone'
}

/** A session was changed after the response's head was sent, or its response went round us. */
export interface LateChangeEvent {
  readonly type: 'late-change'
  /** The keys whose change is lost. */
  readonly keys: readonly string[]
}

/** The browser will drop the cookie, since it is `Secure` and the page is plain http. */
export interface CookieWillBeDroppedEvent {
  readonly type: 'cookie-will-be-dropped'
  /** How to mend it. */
  readonly mend: string
}

/**
 * What came of a store's command. `done`: it did or found what it was asked for. `none`: it changed or
 * found nothing, since the entry is not there, or was changed meanwhile. `failed`: it rejected.
 */
export type StoreOutcome = 'done' | 'none' | 'failed'

/** The store was given a command, and has answered it or failed. */
export interface StoreCommandEvent {
  readonly type: 'store-command'
  /** The verb. */
  readonly verb: StoreVerb
  /** How long it took, in milliseconds, with fractions. */
  readonly milliseconds: number
  /** What came of it. */
  readonly outcome: StoreOutcome
}

/** Everything Coatcheck reports. */
export type SessionEvent =
  | OpenedEvent
  | CommittedEvent
  | RejectedEvent
  | AcceptedEvent
  | DuplicateCookieEvent
  | MergedEvent
  | ConflictEvent
  | StaleCookieEvent
  | StoreBehindEvent
  | CopyTooLargeEvent
  | RevokedEvent
  | LateChangeEvent
  | CookieWillBeDroppedEvent
  | StoreCommandEvent

/** Called with every event, synchronously; what it throws is not allowed to break a request. */
export type EventListener = (event: SessionEvent) => void

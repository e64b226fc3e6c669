/**
 * Sessions for TypeScript web servers: make them once with `createSessions`, then hand them to the
 * adapter of your framework.
 *
 * @module
 */

export { CoatcheckError, type ErrorCode, type ErrorStatus } from './errors.ts'
export type { ChangeKind, EventListener, SessionEvent } from './events.ts'
export type { Exchange, OutgoingCookie } from './exchange.ts'
export type { Guard, GuardedRequest, GuardedSession, Pass, Refusal } from './guards/guard.ts'
export type {
  CodecOptions,
  CookieOptions,
  CookieReader,
  NoCodec,
  Options,
  Secrets,
  SharedCodec,
} from './options.ts'
export { type OptionsFromEnv, type OptionsWithEnv, optionsFromEnv } from './options-from-env.ts'
export type { RejectionReason } from './rejection.ts'
export type { Flash, Key, NotPromise, Session, Value } from './session.ts'
// A star, since apps merge their keys into `SessionData` and a merge reaches no named re-export.
export type * from './session-data.ts'
export { createSessions, type NoStore, type Sessions, type StoredSessions } from './sessions.ts'
export type {
  EntryPage,
  Epoch,
  ListedEntry,
  NotBefore,
  Page,
  Store,
  StoredEntry,
  StoreEntry,
} from './store.ts'
export type { SessionInfo, SessionList, SessionPage } from './stored-sessions.ts'
export type { Clock, Duration, Instant, Seconds } from './time.ts'

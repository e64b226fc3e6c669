/**
 * What an app may choose. Defaults are filled in, and bad choices refused, in `settings.ts`.
 *
 * @module
 */

import type { StandardSchemaV1 } from '@standard-schema/spec'
import type { SharedCodec } from './codecs/codec.ts'
import type { CookieReader } from './codecs/reader.ts'
import type { CookieOptions } from './cookie/cookie-options.ts'
import type { Secrets } from './crypto/secrets.ts'
import type { EventListener } from './events.ts'
import type { SessionData } from './session-data.ts'
import type { Store } from './store.ts'
import type { Clock, Duration } from './time.ts'

export type { CookieOptions, CookieReader, Secrets, SharedCodec }

/** What an app may choose about its sessions; all but `secrets` optional. */
export interface Options<Data extends object = SessionData> {
  /** At least 32 random bytes each, newest first; `npx coatcheck keygen` makes one. */
  secrets: Secrets
  /**
   * Ends a session this long after its last touch (default `'7d'`).
   *
   * Reading counts as activity, but it is recorded at most once per `touchInterval`.
   */
  idleTimeout?: Duration | undefined
  /** Ends a session this long after it began or last logged in (default `'30d'`). */
  absoluteTimeout?: Duration | undefined
  /**
   * How often activity is recorded (default: a tenth of `idleTimeout`, at most one hour). As long
   * as `idleTimeout`, reading never renews a session and only changes do.
   */
  touchInterval?: Duration | undefined
  /** How the cookie is called and sent. */
  cookie?: CookieOptions | undefined
  /**
   * Any Standard Schema (zod, valibot, arktype) of what a session holds at any moment: synchronous,
   * every key optional or defaulted, accepting its own output (default: nothing is checked).
   */
  schema?: StandardSchemaV1<unknown, { [K in keyof Data]?: Data[K] | undefined }> | undefined
  /** Where the data is kept (default: sealed in the cookie). With a store the cookie is a ticket. */
  store?: Store | undefined
  /**
   * With a store: whether the visitor carries a sealed copy of the session in a second cookie, so
   * that most reads cost no store command (default `false`). The store stays the truth: it is asked
   * before every write, and about each session at most once per `recheckInterval` and process, which
   * is also how long a revoked or older copy can be read.
   */
  cacheInCookie?: boolean | undefined
  /**
   * With a store: how often a process asks whether everyone was revoked, and with `cacheInCookie`
   * whether a session still is as its copy says (default `60` seconds). `revokeEveryone()` takes
   * effect everywhere within this time.
   */
  recheckInterval?: Duration | undefined
  /**
   * With a store: for how long the ticket before a `regenerate()` is still honoured, so that a lost
   * answer or a parallel request logs nobody out (default `30` seconds).
   */
  regenerateGrace?: Duration | undefined
  /**
   * With a store: what a visitor gets when it cannot be read (default `'fail'`, an error at the
   * session's first use). `'anonymous'`: an empty session that is never written and leaves the
   * visitor's cookie alone.
   */
  onStoreFailure?: 'fail' | 'anonymous' | undefined
  /**
   * Readers of other libraries' cookies, each until a day of its own (default: none). A visitor who
   * comes with such a cookie and none of ours gets a session with the same data, and the old cookie
   * is deleted.
   */
  acceptAlso?: readonly CookieReader[] | undefined
  /** Called with every event (default: nobody is told). */
  onEvent?: EventListener | undefined
  /** Tells the time in Unix seconds (default: the machine's clock). */
  now?: Clock | undefined
}

type OfStores = 'store' | 'cacheInCookie' | 'recheckInterval' | 'regenerateGrace' | 'onStoreFailure'

/** Options of sessions with secrets of the app's own. */
export interface NoCodec {
  /** None: a codec brings its own secrets, and so takes the place of `secrets`. */
  codec?: undefined
}

/** What an app may choose about sessions whose cookie another program reads and writes too. */
export interface CodecOptions<Data extends object = SessionData>
  extends Omit<Options<Data>, 'secrets' | OfStores> {
  /** How the cookie is written, and under which secrets: `flaskCodec({ secrets })`. */
  codec: SharedCodec
  /** None: the codec has them. */
  secrets?: undefined
  /** None: the data is in the shared cookie. */
  store?: undefined
  /** Needs a store. */
  cacheInCookie?: undefined
  /** Needs a store. */
  recheckInterval?: undefined
  /** Needs a store. */
  regenerateGrace?: undefined
  /** Needs a store. */
  onStoreFailure?: undefined
}

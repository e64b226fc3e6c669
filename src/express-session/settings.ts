/**
 * The options of `session()`, checked once and with express-session's defaults.
 *
 * @module
 */

import type { CookieReader } from '../codecs/reader.ts'
import type { IdSecret } from '../codecs/signed-id.ts'
import { randomBytes } from '../crypto/random-pool.ts'
import { toBase64url } from '../encoding/base64url.ts'
import { CoatcheckError } from '../errors.ts'
import type { EventListener } from '../events.ts'
import type { Store as CoatcheckStore } from '../store.ts'
import type { Clock, Duration } from '../time.ts'
import type { CookieOptions } from './cookie.ts'
import type { SessionRequest } from './request.ts'
import type { ConnectStore } from './store.ts'

/** Gives the cookie options for a request. */
export type CookieOptionsOf = {
  // As a method, so that a function of Express's own request fits.
  of(req: SessionRequest): CookieOptions
}['of']

/** What an app may choose; the names and defaults are express-session's. */
export interface SessionOptions {
  /**
   * What signs the cookie, newest first: each of them verifies (default: cookie-parser's). Over
   * Coatcheck's stores at least 32 random bytes each; `npx coatcheck keygen` makes one.
   */
  secret?: IdSecret | readonly IdSecret[] | undefined
  /**
   * Where sessions are kept (default: a new `MemoryStore`): a connect-style store, or one of
   * Coatcheck's, over which everything is kept that Coatcheck promises.
   */
  store?: ConnectStore | CoatcheckStore | undefined
  /** What the cookie is called (default `'connect.sid'`). */
  name?: string | undefined
  /** How the cookie is sent; over a connect-style store also a function of the request. */
  cookie?: CookieOptions | CookieOptionsOf | undefined
  /** Makes the id of a session (default: 24 random bytes). Connect-style stores only. */
  genid?(req: SessionRequest): string
  /** Whether unchanged sessions are written too (default `true`). Connect-style stores only. */
  resave?: boolean | undefined
  /** Whether a new session is kept with nothing in it (default `true`). Connect-style stores only. */
  saveUninitialized?: boolean | undefined
  /** Whether every answer sets the cookie (default `false`). Connect-style stores only. */
  rolling?: boolean | undefined
  /** What `req.session = null` does: `'keep'` the session as it was (default) or `'destroy'` it. */
  unset?: 'keep' | 'destroy' | undefined
  /**
   * Which proxy is believed about https: `true`: any, `false`: none (default: Express's `trust
   * proxy`). Connect-style stores only; over Coatcheck's nothing depends on it.
   */
  proxy?: boolean | undefined
  /** Coatcheck's stores only: ends a session this long after its last use (default: `cookie.maxAge`, else `'7d'`). */
  idleTimeout?: Duration | undefined
  /** Coatcheck's stores only: ends a session this long after it began (default `'30d'`, or `idleTimeout` if that is longer). */
  absoluteTimeout?: Duration | undefined
  /**
   * Coatcheck's stores only: readers of the cookies that visitors have from before, such as
   * `expressSessionReader` of `coatcheck/codecs/express-session` (default: none).
   */
  acceptAlso?: readonly CookieReader[] | undefined
  /** Coatcheck's stores only: called with every event. */
  onEvent?: EventListener | undefined
  /** Coatcheck's stores only: tells the time in Unix seconds. */
  now?: Clock | undefined
}

/** Options of a middleware over a connect-style store, checked. */
export interface ConnectSettings {
  /** What signs, newest first; `undefined`: cookie-parser's. */
  readonly secrets: readonly IdSecret[] | undefined
  /** What the cookie is called. */
  readonly name: string
  /** Gives the cookie options for a request. */
  cookieFor(req: SessionRequest): CookieOptions
  /** Makes an id. */
  idFor(req: SessionRequest): string
  /** Whether unchanged sessions are written too. */
  readonly resave: boolean
  /** Whether a new session is kept with nothing in it. */
  readonly saveUninitialized: boolean
  /** Whether every answer sets the cookie. */
  readonly rolling: boolean
  /** Whether `req.session = null` ends the session. */
  readonly unsetDestroys: boolean
  /** Which proxy is believed about https. */
  readonly proxy: boolean | undefined
}

const storedOnly = ['idleTimeout', 'absoluteTimeout', 'acceptAlso', 'onEvent', 'now'] as const

/**
 * Checks the options of a middleware over a connect-style store.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` naming the option and the mend
 */
export function connectSettings(options: SessionOptions): ConnectSettings {
  const useless = storedOnly.find((name) => options[name] !== undefined)
  if (useless !== undefined) {
    throw refused(`${useless}: it needs one of Coatcheck's stores; leave it out, or change store`)
  }
  const { cookie = {}, genid, resave = true, saveUninitialized = true, proxy } = options
  if (genid !== undefined && typeof genid !== 'function') throw refused('genid: give a function')
  return {
    secrets: secretsOf(options),
    name: options.name ?? 'connect.sid',
    cookieFor: typeof cookie === 'function' ? cookie : () => cookie,
    idFor: genid ?? (() => toBase64url(randomBytes(24))),
    resave,
    saveUninitialized,
    rolling: options.rolling ?? false,
    unsetDestroys: unsetDestroys(options),
    proxy,
  }
}

/** Says whether `req.session = null` ends the session. */
export function unsetDestroys({ unset }: SessionOptions): boolean {
  if (unset !== undefined && unset !== 'destroy' && unset !== 'keep') {
    throw refused("unset: give 'destroy' or 'keep'")
  }
  return unset === 'destroy'
}

/** Gives the secrets as a list; `undefined` when there is none. */
export function secretsOf({ secret }: SessionOptions): readonly IdSecret[] | undefined {
  if (secret === undefined || secret === '') return undefined
  const secrets = isList(secret) ? secret : [secret]
  const isGood = secrets.length > 0 && secrets.every((each) => sizeOf(each) > 0)
  if (!isGood) throw refused('secret: give a text, bytes, or a list of them with at least one')
  return secrets
}

function isList(secret: IdSecret | readonly IdSecret[]): secret is readonly IdSecret[] {
  return Array.isArray(secret)
}

function sizeOf(secret: IdSecret): number {
  if (typeof secret === 'string') return secret.length
  if (typeof secret !== 'object' || secret === null) return 0
  return 'byteLength' in secret ? secret.byteLength : (secret.symmetricKeySize ?? 0)
}

/** Makes the error of an option that is refused. */
export function refused(message: string): CoatcheckError {
  return new CoatcheckError('ERR_OPTIONS', message)
}

/**
 * What an app holds, made once: opens and commits sessions.
 *
 * @module
 */

import { type Accept, acceptAlso } from './accept-also.ts'
import { sealedCodec } from './codecs/sealed.ts'
import { cookieChoice } from './cookie-choice.ts'
import { cookiePlace } from './cookie-place.ts'
import { keyRing } from './crypto/key-ring.ts'
import { CoatcheckError } from './errors.ts'
import type { Exchange } from './exchange.ts'
import type { CodecOptions, NoCodec, Options } from './options.ts'
import type { Place } from './place.ts'
import { openSession, stateOf } from './request-session.ts'
import type { Session } from './session.ts'
import type { SessionData } from './session-data.ts'
import type { Sessions } from './sessions-type.ts'
import { settingsOf } from './settings.ts'
import type { Store } from './store.ts'
import { storeClaims } from './store-accept.ts'
import { type Opening, openStored } from './store-opening.ts'
import { storeParts } from './store-parts.ts'
import { storePlace } from './store-place.ts'
import { timedStore } from './store-timed.ts'
import { type StoredSessions, storeVerbs } from './stored-sessions.ts'
import { verifiedCookies } from './verified-cookies.ts'

export type { Sessions, StoredSessions }

/** Options of sessions that live in their cookie: what needs a store is not among them. */
export interface NoStore {
  /** None: with one, `createSessions` gives sessions that can be listed and revoked. */
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

/**
 * Makes an app's sessions. Without a store the data is sealed in the cookie; with one the cookie is
 * a ticket, and sessions can be listed and revoked. With a codec the cookie is one that another
 * program reads and writes too.
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
  options: Options<Data> & NoCodec & { store: Store },
): StoredSessions<Data>
export function createSessions<Data extends object = SessionData>(
  options: (Options<Data> & NoCodec & NoStore) | CodecOptions<Data>,
): Sessions<Data>
export function createSessions<Data extends object = SessionData>(
  options: (Options<Data> & NoCodec) | CodecOptions<Data>,
): Sessions<Data> | StoredSessions<Data>
export function createSessions<Data extends object = SessionData>(
  options: (Options<Data> & NoCodec) | CodecOptions<Data>,
): Sessions<Data> | StoredSessions<Data> {
  const settings = settingsOf(options)
  const formFor = cookieChoice(settings.forms, settings.report)
  const accept = acceptAlso(settings)
  if (options.codec !== undefined) {
    const { codec } = options
    return cookieSessions<Data>(cookiePlace(settings, codec, formFor, codec.ring), accept)
  }
  const ring = keyRing(options.secrets)
  if (options.store === undefined) {
    const codec = sealedCodec(ring, verifiedCookies(settings.now))
    return cookieSessions<Data>(cookiePlace(settings, codec, formFor, ring), accept)
  }
  const store = timedStore(options.store, settings.report)
  const parts = storeParts(settings, store, ring, formFor)
  const openWith = (
    opening: Opening,
    exchange: Exchange,
  ): Session<Data> | Promise<Session<Data>> => {
    const place = storePlace(parts, opening)
    const accepted = accept?.(place, exchange, storeClaims(parts, opening))
    if (accepted === undefined) return openSession<Data>(place, exchange)
    return accepted.then((found) => openSession<Data>(found, exchange))
  }
  return {
    open(exchange) {
      const opening = openStored(parts, exchange)
      return opening instanceof Promise
        ? opening.then((found) => openWith(found, exchange))
        : openWith(opening, exchange)
    },
    commit,
    ...storeVerbs<Data>(parts),
  }
}

function cookieSessions<Data extends object>(
  place: Place,
  accept: Accept | undefined,
): Sessions<Data> {
  return {
    open(exchange) {
      const accepted = accept?.(place, exchange)
      if (accepted === undefined) return openSession<Data>(place, exchange)
      return accepted.then((found) => openSession<Data>(found, exchange))
    },
    commit,
  }
}

function commit(session: object, exchange: Exchange): undefined | Promise<void> {
  const state = stateOf(session)
  if (state === undefined) {
    throw new CoatcheckError('ERR_OPTIONS', 'commit(session): this session was not opened here')
  }
  if (state.isCommitted) return undefined
  // A handler whose client hung up goes on, and must not be stopped half-way by our errors.
  const { isGone = false } = exchange
  if (state.draft === undefined) {
    state.isCommitted = !isGone
    return undefined
  }
  // A server error commits nothing but ends, nor does what comes after a failed commit.
  const scope = state.hasFailed || isGone || exchange.status() >= 500 ? 'ends' : 'all'
  const succeed = (): undefined => {
    state.isCommitted = !isGone
  }
  const fail = (error: unknown): never => {
    state.hasFailed = true
    throw error
  }
  try {
    const done = state.place.commit(state.draft, exchange, scope)
    return done === undefined ? succeed() : done.then(succeed, fail)
  } catch (error) {
    return fail(error)
  }
}

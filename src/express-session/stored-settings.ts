/**
 * The options of `session()` over one of Coatcheck's stores, as `createSessions` takes them.
 *
 * @module
 */

import type { IdSecret } from '../codecs/signed-id.ts'
import type { Options, CookieOptions as SealedCookieOptions } from '../options.ts'
import type { Store } from '../store.ts'
import { secondsOf } from '../time.ts'
import type { CookieOptions } from './cookie.ts'
import { refused, type SessionOptions, secretsOf } from './settings.ts'

/** What a session over one of Coatcheck's stores holds. */
export type StoredData = Record<string, unknown>

/** Options of a middleware over one of Coatcheck's stores, checked. */
export interface StoredSettings {
  /** The options of its sessions. */
  readonly options: Options<StoredData> & { store: Store }
  /** How the cookie of a new session is sent. */
  readonly cookie: CookieOptions
}

/**
 * Translates the options of a middleware over one of Coatcheck's stores.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` naming the option and the mend
 */
export function storedSettings(options: SessionOptions, store: Store): StoredSettings {
  const { cookie = {}, genid, name, acceptAlso, onEvent, now } = options
  if (genid !== undefined) {
    throw refused("genid: ids over Coatcheck's stores are Coatcheck's own; leave it out")
  }
  if (typeof cookie === 'function') {
    throw refused("cookie: over Coatcheck's stores it is the same for all requests; give an object")
  }
  const maxAge = typeof cookie.maxAge === 'number' ? Math.ceil(cookie.maxAge / 1_000) : undefined
  const idleTimeout = options.idleTimeout ?? maxAge
  const longest = idleTimeout === undefined ? 0 : secondsOf('idleTimeout', idleTimeout)
  return {
    options: {
      // None is refused by the sessions, which name the mend.
      secrets: (secretsOf(options) ?? []).map(textOrBytes),
      store,
      idleTimeout,
      absoluteTimeout:
        options.absoluteTimeout ?? Math.max(secondsOf('absoluteTimeout', '30d'), longest),
      cookie: { ...attributesOf(cookie), name: name ?? 'connect.sid' },
      acceptAlso,
      onEvent,
      now,
    },
    cookie,
  }
}

function textOrBytes(secret: IdSecret): string | Uint8Array {
  if (typeof secret === 'string' || secret instanceof Uint8Array) return secret
  throw refused("secret: Coatcheck's stores take texts and bytes (Uint8Array); give one of these")
}

function attributesOf(cookie: CookieOptions): SealedCookieOptions {
  const { path, domain, httpOnly, secure, sameSite, partitioned } = cookie
  for (const name of ['expires', 'priority'] as const) {
    if (!cookie[name]) continue
    throw refused(`cookie.${name}: Coatcheck's stores do not know it; leave it out, or use maxAge`)
  }
  if (sameSite === 'auto') {
    throw refused("cookie.sameSite: 'auto' depends on the request; give 'lax', 'strict' or 'none'")
  }
  return {
    path,
    domain,
    httpOnly,
    secure,
    sameSite: sameSite === true ? 'strict' : sameSite === false ? undefined : sameSite,
    partitioned,
  }
}

/**
 * Sessions of koa-session, read once from their cookie or their store: `coatcheck/codecs/koa-session`.
 *
 * @see koa-session 7.0.2 src/context.ts
 * @module
 */

import { isRejection, type Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'
import { type KeygripOptions, keygrip } from './keygrip.ts'
import {
  dataOf,
  firstHonoured,
  type OldCookieOptions,
  type OldData,
  objectOf,
  oldCookie,
  oldSession,
  without,
} from './old-cookie.ts'
import type { CookieReader, CookieReading, OldSession, Reading } from './reader.ts'

/** The store that koa-session was given. */
export interface KoaSessionStore {
  /** Gives what is kept under the key that the cookie holds. */
  get(key: string, maxAge: undefined, options: { readonly rolling: boolean }): unknown
  /** Removes it. */
  destroy(key: string): unknown
}

/** How koa-session was set up. */
export interface KoaSessionReaderOptions extends OldCookieOptions, KeygripOptions {
  /** Its `key`, the name of its cookie (default `'koa.sess'`). */
  readonly name?: string | undefined
  /** Its `store`, where it has one: the cookie holds a key then, and no data. */
  readonly store?: KoaSessionStore | undefined
}

const maxKeyLength = 256

/**
 * Gives a reader of koa-session's cookies, for the option `acceptAlso`: signed ones only, with its own
 * `encode`.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without a key; `ERR_OPTIONS` when `until` is no moment
 * @example
 * const sessions = createSessions({
 *   ...optionsFromEnv(),
 *   acceptAlso: [
 *     koaSessionReader({
 *       keys: [process.env['KOA_KEY'] ?? ''], // app.keys
 *       until: '2027-03-01T00:00:00Z',
 *       subject: (data) => data['userId'],
 *     }),
 *   ],
 * })
 */
export function koaSessionReader(options: KoaSessionReaderOptions): CookieReader {
  const { name = 'koa.sess', store } = options
  const signatureName = `${name}.sig`
  const keys = keygrip(options, 'koaSessionReader')

  function readText(text: string, now: Instant): Reading {
    const data = dataOf(Buffer.from(text, 'base64').toString(), JSON.parse)
    return data === undefined ? { rejected: 'malformed' } : sessionOf(data, text, options, now)
  }

  async function readKey(key: string, from: KoaSessionStore, now: Instant): Promise<CookieReading> {
    if (key.length > maxKeyLength) return { rejected: 'malformed' }
    const kept = await from.get(key, undefined, { rolling: false })
    if (!kept) return { rejected: 'missing', identity: key }
    const data = objectOf(kept)
    if (data === undefined) return { rejected: 'malformed' }
    const session = sessionOf(data, key, options, now)
    if (isRejection(session)) return session
    return { ...session, forget: async () => void (await from.destroy(key)) }
  }

  return {
    ...oldCookie('koa-session', [name, signatureName], options),
    read: (values, now) => {
      const signatures = values(signatureName)
      return firstHonoured(values(name), (text) => {
        if (!keys.isSigned(name, text, signatures)) return { rejected: 'tampered' }
        return store === undefined ? readText(text, now) : readKey(text, store, now)
      })
    },
  }
}

// Its notes: when it is over and after how long, in milliseconds, or that it ends with the browser.
function sessionOf(
  data: OldData,
  identity: string,
  options: Pick<KoaSessionReaderOptions, 'subject'>,
  now: Instant,
): OldSession | Rejection {
  const { _expire: end, _maxAge: age } = data
  if (typeof end === 'number' && !(now * 1_000 < end)) return { rejected: 'idle' }
  const rest = ['_expire', '_maxAge', '_session'].reduce(without, data)
  const hasTimes = typeof end === 'number' && typeof age === 'number'
  return oldSession(rest, options, {
    identity,
    createdAt: hasTimes ? Math.floor((end - age) / 1_000) : undefined,
    permanent: hasTimes,
  })
}

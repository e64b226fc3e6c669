/**
 * Sessions of express-session, read once from its store: `coatcheck/codecs/express-session`.
 *
 * @see express-session 1.19.0 index.js, session/store.js
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { isRejection } from '../rejection.ts'
import type { Instant } from '../time.ts'
import {
  firstHonoured,
  type OldCookieOptions,
  type OldData,
  objectOf,
  oldCookie,
  oldSession,
  without,
} from './old-cookie.ts'
import type { CookieReader, CookieReading } from './reader.ts'
import { type IdSecret, signedId } from './signed-id.ts'

/** What is asked of the store that express-session was given: any connect-style store. */
export interface OldConnectStore {
  /** Gives a session; `null` or `undefined`, or an error with code `ENOENT`, when there is none. */
  get(id: string, callback: (error?: unknown, row?: unknown) => void): unknown
  /** Removes a session. */
  destroy(id: string, callback?: (error?: unknown) => void): unknown
}

/** How express-session was set up. */
export interface ExpressSessionReaderOptions extends OldCookieOptions {
  /** Its `secret`: one, or all of them. */
  readonly secrets: IdSecret | readonly IdSecret[]
  /** Its `store`. */
  readonly store: OldConnectStore
  /** Its `name` (default `'connect.sid'`). */
  readonly name?: string | undefined
}

/**
 * Gives a reader of express-session's cookies, for the option `acceptAlso`. The session is read from
 * the old store, and destroyed there once it is one of ours.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without a secret; `ERR_OPTIONS` when `store` is no
 * connect-style store, or `until` is no moment
 * @example
 * const sessions = createSessions({
 *   ...optionsFromEnv(),
 *   acceptAlso: [
 *     expressSessionReader({
 *       secrets: process.env['OLD_SESSION_SECRET'] ?? '',
 *       store: new RedisStore({ client }), // connect-redis, as before
 *       until: '2027-03-01T00:00:00Z',
 *       subject: (data) => data['userId'],
 *     }),
 *   ],
 * })
 */
export function expressSessionReader(options: ExpressSessionReaderOptions): CookieReader {
  const { name = 'connect.sid', store } = options
  const secrets = secretsOf(options.secrets)
  if (typeof store?.get !== 'function' || typeof store.destroy !== 'function') {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'expressSessionReader: store: it has no get and destroy; give the store that express-session has',
    )
  }

  async function readId(id: string, now: Instant): Promise<CookieReading> {
    const row = await called((done) => store.get(id, done))
    if (!row) return { rejected: 'missing', identity: id }
    const kept = objectOf(row)
    if (kept === undefined) return { rejected: 'malformed' }
    const cookie = objectOf(kept['cookie']) ?? {}
    const end = endOf(cookie)
    if (end !== undefined && !(now * 1_000 < end)) return { rejected: 'idle' }
    const age = cookie['originalMaxAge']
    const hasTimes = end !== undefined && typeof age === 'number'
    const facts = { identity: id, permanent: end !== undefined }
    const session = oldSession(without(kept, 'cookie'), options, facts)
    if (isRejection(session)) return session
    return {
      ...session,
      lastUsedAt: hasTimes ? Math.floor((end - age) / 1_000) : undefined,
      forget: async () => void (await called((done) => store.destroy(id, done))),
    }
  }

  return {
    ...oldCookie('express-session', [name], options),
    read: (values, now) =>
      firstHonoured(values(name), (text) => {
        const id = signedId(text, secrets)
        return id === undefined ? { rejected: 'tampered' } : readId(id, now)
      }),
  }
}

// A store may keep a Date, or what JSON made of one.
function endOf({ expires }: OldData): number | undefined {
  if (expires === null || expires === undefined) return undefined
  const isTime = typeof expires === 'string' || expires instanceof Date
  return isTime ? new Date(expires).getTime() : Number.NaN
}

function called(
  verb: (done: (error?: unknown, result?: unknown) => void) => unknown,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const done = (error?: unknown, result?: unknown): void => {
      const isNone = objectOf(error)?.['code'] === 'ENOENT'
      if (error && !isNone) reject(error)
      else resolve(isNone ? undefined : result)
    }
    const returned = verb(done)
    if (returned instanceof Promise) returned.catch(reject)
  })
}

function secretsOf(secrets: IdSecret | readonly IdSecret[]): readonly IdSecret[] {
  const list = Array.isArray(secrets) ? secrets : [secrets]
  if (list.length > 0 && list.every((secret) => secret !== undefined && secret !== '')) return list
  throw new CoatcheckError(
    'ERR_SECRET_MISSING',
    'expressSessionReader: secrets: there is none, or an empty one; give the secret of express-session',
  )
}

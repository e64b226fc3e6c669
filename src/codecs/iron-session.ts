/**
 * Sessions of iron-session 8 and 9, read once from their cookie: `coatcheck/codecs/iron-session`.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { isRejection } from '../rejection.ts'
import { type Duration, type Instant, secondsOf } from '../time.ts'
import { unsealIron } from './iron-seal.ts'
import {
  dataOf,
  firstHonoured,
  maxCookieLength,
  type OldCookieOptions,
  oldCookie,
  oldSession,
} from './old-cookie.ts'
import type { CookieReader, Reading } from './reader.ts'

/** How iron-session was set up. */
export interface IronSessionReaderOptions extends OldCookieOptions {
  /** Its `password`: a text, or texts by their ids; each of at least 32 characters. */
  readonly passwords: string | Readonly<Record<string, string>>
  /** Its `cookieName`. The pieces `name.0` to `name.3` of its option `chunk` are read as well. */
  readonly name: string
  /**
   * Its `ttl` (default `'14d'`), which says when the session was last saved; from then on our
   * `absoluteTimeout` counts. Its own end stands in the cookie and is honoured from there.
   */
  readonly ttl?: Duration | undefined
}

const minPasswordLength = 32
const maxChunks = 4

// For as long iron-session honours a seal after its end, since clocks differ.
const skewSeconds = 60

/**
 * Gives a reader of iron-session's cookies, for the option `acceptAlso`.
 *
 * It checks a seal's MAC before it decrypts anything, under the one password that the seal names.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without a password; `ERR_SECRET_WEAK` when one has
 * less than 32 characters; `ERR_OPTIONS` when another option is not what it has to be
 * @example
 * const sessions = createSessions({
 *   ...optionsFromEnv(),
 *   acceptAlso: [
 *     ironSessionReader({
 *       passwords: process.env['IRON_PASSWORD'] ?? '',
 *       name: 'my-app-session',
 *       until: '2027-03-01T00:00:00Z',
 *       subject: (data) => data['userId'],
 *     }),
 *   ],
 * })
 */
export function ironSessionReader(options: IronSessionReaderOptions): CookieReader {
  const { name, ttl = '14d' } = options
  const passwords = passwordsOf(options.passwords)
  const ttlSeconds = secondsOf('ironSessionReader: ttl', ttl)
  const chunkNames = Array.from({ length: maxChunks }, (_, index) => `${name}.${index}`)

  function readSeal(text: string, now: Instant): Reading {
    const content = unsealIron(text, passwords)
    if (isRejection(content)) return content
    const end = content.expiresAtMs === undefined ? undefined : content.expiresAtMs / 1_000
    if (end !== undefined && end <= now - skewSeconds) return { rejected: 'idle' }
    const data = dataOf(content.json, JSON.parse)
    if (data === undefined) return { rejected: 'malformed' }
    return oldSession(data, options, {
      identity: text,
      createdAt: end === undefined ? undefined : Math.min(now, Math.floor(end - ttlSeconds)),
      // Where the app asked for a cookie that ends with the browser, its seals have no end.
      permanent: end !== undefined,
    })
  }

  return {
    ...oldCookie('iron-session', [name, ...chunkNames], options),
    read(values, now) {
      const whole = firstHonoured(values(name), (text) => readSeal(text, now))
      if (whole !== null) return whole
      const chunks = chunksOf(chunkNames, values)
      const maxLength = maxChunks * maxCookieLength
      return firstHonoured(chunks, (text) => readSeal(text, now), maxLength)
    },
  }
}

// The pieces of one seal, up to the first that is missing; the MAC is over them all.
function chunksOf(
  names: readonly string[],
  values: (name: string) => readonly string[],
): readonly string[] {
  const pieces = names.map((name) => values(name)[0] ?? '')
  const gap = pieces.indexOf('')
  const present = gap === -1 ? pieces : pieces.slice(0, gap)
  return present.length === 0 ? [] : [present.join('')]
}

function passwordsOf(
  passwords: string | Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const byId = typeof passwords === 'string' ? { 1: passwords } : passwords
  const entries = Object.entries(byId)
  if (entries.length === 0 || entries.some(([, password]) => password === '')) {
    throw new CoatcheckError(
      'ERR_SECRET_MISSING',
      'ironSessionReader: passwords: there is none; give the one that iron-session has',
    )
  }
  const weak = entries.find(([, password]) => !(password.length >= minPasswordLength))
  if (weak === undefined) return new Map(entries)
  throw new CoatcheckError(
    'ERR_SECRET_WEAK',
    `ironSessionReader: passwords: the one of id ${weak[0]} has less than ${minPasswordLength} ` +
      'characters, which iron-session does not take',
  )
}

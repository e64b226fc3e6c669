/**
 * Sessions of cookie-session, read once from their cookie: `coatcheck/codecs/cookie-session`.
 *
 * @see cookie-session 2.1.1 index.js
 * @module
 */

import { type KeygripOptions, keygrip } from './keygrip.ts'
import {
  dataOf,
  firstHonoured,
  type OldCookieOptions,
  oldCookie,
  oldSession,
} from './old-cookie.ts'
import type { CookieReader, Reading } from './reader.ts'

/** How cookie-session was set up. */
export interface CookieSessionReaderOptions extends OldCookieOptions, KeygripOptions {
  /** Its `name` (default `'session'`). */
  readonly name?: string | undefined
}

/**
 * Gives a reader of cookie-session's cookies, for the option `acceptAlso`.
 *
 * They hold no time at all: one that is genuine is accepted until the day in `until`, and its clocks
 * begin when it comes.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without a key; `ERR_OPTIONS` when `until` is no moment
 * @example
 * const sessions = createSessions({
 *   ...optionsFromEnv(),
 *   acceptAlso: [
 *     cookieSessionReader({
 *       keys: [process.env['OLD_SESSION_KEY'] ?? ''],
 *       until: '2027-03-01T00:00:00Z',
 *       subject: (data) => data['userId'],
 *     }),
 *   ],
 * })
 */
export function cookieSessionReader(options: CookieSessionReaderOptions): CookieReader {
  const { name = 'session' } = options
  const signatureName = `${name}.sig`
  const keys = keygrip(options, 'cookieSessionReader')

  function readText(text: string, signatures: readonly string[]): Reading {
    if (!keys.isSigned(name, text, signatures)) return { rejected: 'tampered' }
    const data = dataOf(Buffer.from(text, 'base64').toString(), JSON.parse)
    return data === undefined
      ? { rejected: 'malformed' }
      : oldSession(data, options, { identity: text })
  }

  return {
    ...oldCookie('cookie-session', [name, signatureName], options),
    read: (values) => {
      const signatures = values(signatureName)
      return firstHonoured(values(name), (text) => readText(text, signatures))
    },
  }
}

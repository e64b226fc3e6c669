/**
 * Sessions of Django's backend `signed_cookies`, read once from their cookie:
 * `coatcheck/codecs/django`.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { isRejection } from '../rejection.ts'
import { type Duration, type Instant, secondsOf } from '../time.ts'
import { expiryOf } from './django-expiry.ts'
import { loginKeys, type PasswordOf, stillStands } from './django-login.ts'
import { readSigned, signingKeys } from './django-signed.ts'
import {
  dataOf,
  firstHonoured,
  type OldCookieOptions,
  oldCookie,
  oldSession,
  without,
} from './old-cookie.ts'
import { readPythonJson } from './python-json.ts'
import type { CookieReader, Reading } from './reader.ts'

export type { PasswordOf } from './django-login.ts'

/** How Django was set up. */
export interface DjangoReaderOptions extends OldCookieOptions {
  /** Its `SECRET_KEY`, or that and its `SECRET_KEY_FALLBACKS`. */
  readonly secrets: string | Uint8Array | readonly (string | Uint8Array)[]
  /** Its `SESSION_COOKIE_NAME` (default `'sessionid'`). */
  readonly name?: string | undefined
  /** Its `SESSION_COOKIE_AGE` (default `'14d'`), counted from when the session was last saved. */
  readonly maxAge?: Duration | undefined
  /** What the backend signs for (default `'django.contrib.sessions.backends.signed_cookies'`). */
  readonly salt?: string | undefined
  /**
   * Gives the `password` field of a user, so that a login from before a change of password is
   * refused as `revoked`, as Django does. Without it every login in a cookie is believed.
   */
  readonly passwordOf?: PasswordOf | undefined
}

const expiryKey = '_session_expiry'
const userKey = '_auth_user_id'

/**
 * Gives a reader of the cookies of Django's backend `signed_cookies`, for the option `acceptAlso`.
 *
 * Without `subject` whom Django had logged in (`_auth_user_id`) is logged in.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without a secret; `ERR_OPTIONS` when another option
 * is not what it has to be
 * @example
 * const sessions = createSessions({
 *   ...optionsFromEnv(),
 *   acceptAlso: [
 *     djangoReader({
 *       secrets: process.env['DJANGO_SECRET_KEY'] ?? '',
 *       until: '2027-03-01T00:00:00Z',
 *       passwordOf: (userId) => passwordField(userId),
 *     }),
 *   ],
 * })
 */
export function djangoReader(options: DjangoReaderOptions): CookieReader {
  const {
    name = 'sessionid',
    maxAge = '14d',
    salt = 'django.contrib.sessions.backends.signed_cookies',
    subject = (data) => data[userKey],
    passwordOf,
  } = options
  const secrets = secretsOf(options.secrets)
  const keys = signingKeys(secrets, salt)
  const keysOfLogins = loginKeys(secrets)
  const maxAgeSeconds = secondsOf('djangoReader: maxAge', maxAge)

  function readText(text: string, now: Instant): Reading {
    const content = readSigned(text, keys)
    if (isRejection(content)) return content
    const data = dataOf(content.json, readPythonJson)
    const expiry = data && expiryOf(data[expiryKey], content.signedAt, maxAgeSeconds)
    if (data === undefined || expiry === undefined) return { rejected: 'malformed' }
    if (!(now < expiry.endsAt)) return { rejected: 'idle' }
    const session = oldSession(
      without(data, expiryKey),
      { subject },
      {
        identity: text,
        createdAt: Math.min(now, content.signedAt),
        permanent: expiry.permanent,
      },
    )
    if (passwordOf === undefined) return session
    return stillStands(data, keysOfLogins, passwordOf).then((stands) =>
      stands ? session : { rejected: 'revoked' },
    )
  }

  return {
    ...oldCookie('django', [name], options),
    read: (values, now) => firstHonoured(values(name), (text) => readText(text, now)),
  }
}

function secretsOf(
  secrets: string | Uint8Array | readonly (string | Uint8Array)[],
): readonly (string | Uint8Array)[] {
  const list = typeof secrets === 'string' || secrets instanceof Uint8Array ? [secrets] : secrets
  if (list.length > 0 && list.every((secret) => secret.length > 0)) return list
  throw new CoatcheckError(
    'ERR_SECRET_MISSING',
    "djangoReader: secrets: there is none, or an empty one; give Django's SECRET_KEY",
  )
}

/**
 * The reader of Flask's session cookie, for who moves away from Flask.
 *
 * @module
 */

import { readLossless } from '../../encoding/lossless-json.ts'
import { isRejection } from '../../rejection.ts'
import { type Duration, type Instant, type Seconds, secondsOf } from '../../time.ts'
import { firstHonoured, type OldCookieOptions, oldCookie } from '../old-cookie.ts'
import type { CookieReader, Reading } from '../reader.ts'
import { type FlaskCodecOptions, flaskCodec } from './flask-codec.ts'
import { plainOf } from './plain.ts'

/** How Flask was set up. */
export interface FlaskReaderOptions extends FlaskCodecOptions, Omit<OldCookieOptions, 'subject'> {
  /** Its `SESSION_COOKIE_NAME` (default `'session'`). */
  readonly name?: string | undefined
  /** Its `PERMANENT_SESSION_LIFETIME` (default `'31d'`), counted from when Flask last signed. */
  readonly lifetime?: Duration | undefined
}

// By as much may the clock of a machine that ran Flask have been ahead.
const skewSeconds: Seconds = 60

/**
 * Gives a reader of Flask's session cookies, for the option `acceptAlso`.
 *
 * A tuple comes over as an array, a UUID and markup as text, `bytes` as a `Uint8Array`, a `datetime`
 * as a `Date`, a whole number beyond 2^53 as a `bigint`. Whom Flask has under `subjectKey` is logged
 * in; messages that Flask has not shown yet are dropped.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` without a secret; `ERR_OPTIONS` when another option
 * is not what it has to be
 * @example
 * const sessions = createSessions({
 *   ...optionsFromEnv(),
 *   acceptAlso: [
 *     flaskReader({
 *       secrets: process.env['FLASK_SECRET_KEY'] ?? '',
 *       until: '2027-03-01T00:00:00Z',
 *     }),
 *   ],
 * })
 */
export function flaskReader(options: FlaskReaderOptions): CookieReader {
  const { name = 'session', lifetime = '31d' } = options
  const codec = flaskCodec(options)
  const lifetimeSeconds = secondsOf('flaskReader: lifetime', lifetime)

  function readText(text: string, now: Instant): Reading {
    const unsealed = codec.unseal(text, name)
    if (isRejection(unsealed)) return unsealed
    const record = codec.parse(unsealed.plaintext)
    if (isRejection(record)) return record
    const { touchedAt: signedAt, subject, permanent, authenticatedAt } = record
    if (signedAt > now + skewSeconds) return { rejected: 'malformed' }
    if (!(now < signedAt + lifetimeSeconds)) return { rejected: 'idle' }
    return {
      // A record's body is the text of an object, and so is what is plain in it.
      data: plainOf(readLossless(record.body)) as object,
      identity: unsealed.plaintext,
      subject: subject ?? undefined,
      // Flask knows nothing of a session's beginning; it was there when Flask signed.
      createdAt: Math.min(now, record.createdAt),
      authenticatedAt: authenticatedAt ?? undefined,
      permanent,
    }
  }

  return {
    ...oldCookie('flask', [name], options),
    read: (values, now) => firstHonoured(values(name), (text) => readText(text, now)),
  }
}

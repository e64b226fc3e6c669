/**
 * The codec of Flask's session cookie.
 *
 * @module
 */

import { maxCookieBytes } from '../../cookie/set-cookie.ts'
import type { Secrets } from '../../crypto/secrets.ts'
import { CoatcheckError } from '../../errors.ts'
import type { Rejection } from '../../rejection.ts'
import type { SharedCodec } from '../codec.ts'
import { flaskRing, flaskSecrets } from './flask-secrets.ts'
import { payloadOf, textOf } from './payload.ts'
import { ownKeys, sessionDict } from './session-dict.ts'
import { type FlaskSigning, signedOf, signedText } from './signed-text.ts'
import { agreed } from './subject.ts'

/** How a Flask app signs its sessions, and where it keeps who is logged in. */
export interface FlaskCodecOptions extends FlaskSigning {
  /** The app's `SECRET_KEY` as it is, then its `SECRET_KEY_FALLBACKS`, newest first. */
  readonly secrets: Secrets
  /**
   * The key under which the app keeps who is logged in (default `'user_id'`; Flask-Login:
   * `'_user_id'`): text, a whole number or a UUID.
   */
  readonly subjectKey?: string | undefined
}

const malformed: Rejection = { rejected: 'malformed' }

/**
 * Reads and writes the session cookie of a Flask app: whoever logs in on either side is logged in on
 * both.
 *
 * What is in it can be read by its visitor, as with Flask, and `session.subject` is what the data
 * holds under `subjectKey`. A tuple, a UUID and markup are what `tuple()`, `uuid()` and `markup()`
 * make, `bytes` are a `Uint8Array`, a `datetime` is a `Date` of whole seconds, a whole number beyond
 * 2^53 is a `bigint`.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING`; `ERR_OPTIONS` naming the option and the mend
 *
 * @see Flask 3.1 `flask/sessions.py` (`SecureCookieSessionInterface`)
 *
 * @example
 * import { createSessions } from 'coatcheck'
 * import { flaskCodec } from 'coatcheck/codecs/flask'
 *
 * const sessions = createSessions<{ user_id: number; visits: number }>({
 *   codec: flaskCodec({ secrets: process.env['SECRET_KEY'] ?? '' }),
 * })
 */
export function flaskCodec(options: FlaskCodecOptions): SharedCodec {
  const { subjectKey = 'user_id' } = options
  if (typeof subjectKey !== 'string' || subjectKey === '' || ownKeys.includes(subjectKey)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      "subjectKey: give the key under which the Flask app keeps who is logged in, such as 'user_id'",
    )
  }
  const secrets = flaskSecrets(options.secrets)
  const texts = signedText(secrets, options)
  const dict = sessionDict(subjectKey)

  return {
    cookieName: 'session',
    ring: flaskRing(secrets),
    seal: (record) =>
      texts.sign({ payload: payloadOf(dict.write(record)), signedAt: record.touchedAt }),

    unseal(cookie) {
      if (cookie.length > maxCookieBytes) return malformed
      const verified = texts.verify(cookie)
      if ('rejected' in verified) return verified
      return { plaintext: verified.text, isNewest: verified.isNewest }
    },

    parse(plaintext) {
      const signed = signedOf(plaintext)
      const json = signed === undefined ? undefined : textOf(signed.payload)
      if (signed === undefined || json === undefined) return malformed
      try {
        return dict.read(json, signed.signedAt)
      } catch {
        // Signed by somebody who has the key, but not by Flask, or deeper than anybody means.
        return malformed
      }
    },

    shared: {
      isForeign: dict.isForeign,
      agree: ({ after, before, isShown }) => agreed(subjectKey, after, before, isShown),
    },
  }
}

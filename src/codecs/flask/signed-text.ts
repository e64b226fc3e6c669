/**
 * What itsdangerous signs, `payload.time.signature`, under each secret of a Flask app.
 *
 * @see itsdangerous 2.2 `signer.py` (`derive_key`), `timed.py` (`TimestampSigner`)
 * @module
 */

import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { fromBase64url, toBase64url } from '../../encoding/base64url.ts'
import { CoatcheckError } from '../../errors.ts'
import type { Rejection } from '../../rejection.ts'
import type { Instant } from '../../time.ts'

/** How a Flask app signs, where it is not as Flask does unless told otherwise. */
export interface FlaskSigning {
  /** `SecureCookieSessionInterface.salt` (default `'cookie-session'`). */
  readonly salt?: string | undefined
  /** `digest_method` (default `'sha1'`). */
  readonly digest?: 'sha1' | 'sha256' | 'sha384' | 'sha512' | undefined
  /** `key_derivation` (default `'hmac'`). */
  readonly keyDerivation?: 'hmac' | 'concat' | 'django-concat' | 'none' | undefined
}

/** A payload and when it was signed. */
export interface Signed {
  /** The payload, as it stands in the cookie. */
  readonly payload: string
  /** When it was signed. */
  readonly signedAt: Instant
}

/** A signed text whose signature is right. */
export interface Verified {
  /** `payload.time`, without the signature. */
  readonly text: string
  /** Whether the newest secret signed it. */
  readonly isNewest: boolean
}

/** Signs and verifies. */
export interface SignedText {
  /** Signs a payload under the newest secret. */
  sign(signed: Signed): string
  /** Gives what was signed, or why not: `malformed`, `tampered`. Never throws. */
  verify(cookie: string): Verified | Rejection
}

const digests: readonly string[] = ['sha1', 'sha256', 'sha384', 'sha512']
const derivations: readonly string[] = ['hmac', 'concat', 'django-concat', 'none']

// signed = ["."] base64url "." [ base64url ] "." base64url
const signedCookie = /^(\.?[\w-]+\.[\w-]{0,7})\.([\w-]{27,86})$/
// What is left without the signature.
const signedValue = /^(\.?[\w-]+)\.([\w-]{0,7})$/

/**
 * Makes what signs and verifies.
 *
 * @param secrets the app's keys as they are, newest first
 * @throws {CoatcheckError} `ERR_OPTIONS` naming the option that is wrong
 */
export function signedText(secrets: readonly Uint8Array[], signing: FlaskSigning): SignedText {
  const { salt = 'cookie-session', digest = 'sha1', keyDerivation = 'hmac' } = signing
  if (typeof salt !== 'string') refuse('salt', 'text')
  if (!digests.includes(digest)) refuse('digest', digests.join(', '))
  if (!derivations.includes(keyDerivation)) refuse('keyDerivation', derivations.join(', '))
  const keys = secrets.map((secret) => keyOf(secret, { salt, digest, keyDerivation }))
  const [newest = new Uint8Array()] = keys
  const signatureOf = (text: string, key: Uint8Array): Uint8Array =>
    createHmac(digest, key).update(text).digest()

  return {
    sign({ payload, signedAt }) {
      const text = `${payload}.${timeText(signedAt)}`
      return `${text}.${toBase64url(signatureOf(text, newest))}`
    },

    verify(cookie) {
      const [, text = '', spelled = ''] = signedCookie.exec(cookie) ?? []
      const given = fromBase64url(spelled)
      const expected = keys.map((key) => signatureOf(text, key))
      if (text === '' || given === undefined || given.length !== expected[0]?.length) {
        return { rejected: 'malformed' }
      }
      // A signature does not name its key, so each is tried, and none leaves early.
      const found = expected.map((signature) => timingSafeEqual(signature, given)).indexOf(true)
      return found === -1 ? { rejected: 'tampered' } : { text, isNewest: found === 0 }
    },
  }
}

type Chosen = { [Name in keyof FlaskSigning]-?: Exclude<FlaskSigning[Name], undefined> }

/** Takes apart what `verify` gave; `undefined` when its time is none. */
export function signedOf(text: string): Signed | undefined {
  const [, payload = '', time = ''] = signedValue.exec(text) ?? []
  const bytes = fromBase64url(time)
  // Of each time there is one spelling: without zero bytes before it.
  if (payload === '' || bytes === undefined || bytes[0] === 0) return undefined
  return { payload, signedAt: bytes.reduce((seconds, byte) => seconds * 256 + byte, 0) }
}

function timeText(instant: Instant): string {
  const bytes: number[] = []
  for (let left = Math.max(0, instant); left > 0; left = Math.floor(left / 256)) {
    bytes.unshift(left % 256)
  }
  return toBase64url(Uint8Array.from(bytes))
}

function keyOf(secret: Uint8Array, { salt, digest, keyDerivation }: Chosen): Uint8Array {
  switch (keyDerivation) {
    case 'concat':
      return createHash(digest).update(salt).update(secret).digest()
    case 'django-concat':
      return createHash(digest).update(salt).update('signer').update(secret).digest()
    case 'none':
      return secret
    case 'hmac':
      return createHmac(digest, secret).update(salt).digest()
  }
}

function refuse(option: string, expected: string): never {
  throw new CoatcheckError('ERR_OPTIONS', `${option}: it is not known; give ${expected}`)
}

/**
 * What `django.core.signing.dumps` writes, `payload:time:signature`, once its signature was found
 * right.
 *
 * @see Django 5.2 `django/core/signing.py`, `django/utils/crypto.py` (`salted_hmac`)
 * @module
 */

import { createHash, createHmac } from 'node:crypto'
import { inflateSync } from 'node:zlib'
import { sameBytes } from '../crypto/same-bytes.ts'
import { fromBase64url } from '../encoding/base64url.ts'
import type { Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'

/** What was signed, and when. */
export interface DjangoSigned {
  /** The JSON text. */
  readonly json: string
  /** When it was signed. */
  readonly signedAt: Instant
}

// signed = ["."] base64url ":" base62-time ":" base64url of an HMAC-SHA256
// The dot says that the JSON was compressed. A Django 3.2 that was told to sign with SHA-1 makes
// shorter signatures, which are refused.
const signed = /^((\.?)([\w-]+):([\dA-Za-z]{1,8})):([\w-]{43})$/

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

// A cookie of 4,096 bytes could inflate to four megabytes; no session that fits a cookie comes near.
const maxInflatedBytes = 262_144

/** Gives the keys that `salted_hmac` makes of the app's secrets, in their order. */
export function signingKeys(
  secrets: readonly (string | Uint8Array)[],
  salt: string,
): readonly Uint8Array[] {
  return secrets.map((secret) => saltedKey(secret, `${salt}signer`))
}

/** Gives the key that `salted_hmac` takes for a secret and a salt, with SHA-256. */
export function saltedKey(secret: string | Uint8Array, salt: string): Uint8Array {
  return createHash('sha256').update(salt).update(secret).digest()
}

/**
 * Takes out what was signed, or says why not: `malformed`, `tampered`.
 *
 * A signature does not name its key, so each key is tried. How old it may be is for the caller to
 * say.
 */
export function readSigned(text: string, keys: readonly Uint8Array[]): DjangoSigned | Rejection {
  const [, value, dot, payload, time, signature] = signed.exec(text) ?? []
  if (value === undefined || payload === undefined || time === undefined) {
    return { rejected: 'malformed' }
  }
  // Compared as text, as Django does: of each signature there is one spelling.
  const given = Buffer.from(signature ?? '')
  const isGood = keys
    .map((key) => Buffer.from(createHmac('sha256', key).update(value).digest('base64url')))
    .some((expected) => sameBytes(expected, given))
  if (!isGood) return { rejected: 'tampered' }
  const json = jsonOf(payload, dot === '.')
  return json === undefined ? { rejected: 'malformed' } : { json, signedAt: instantOf(time) }
}

function jsonOf(payload: string, isCompressed: boolean): string | undefined {
  const bytes = fromBase64url(payload)
  if (bytes === undefined || !isCompressed) return bytes && latin1(bytes)
  try {
    return latin1(inflateSync(bytes, { maxOutputLength: maxInflatedBytes }))
  } catch {
    return undefined
  }
}

// Django's serializer writes ASCII and reads Latin-1.
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1')
}

function instantOf(base62: string): Instant {
  return [...base62].reduce((seconds, digit) => seconds * digits.length + digits.indexOf(digit), 0)
}

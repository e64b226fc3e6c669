/**
 * The secrets of a Flask app, as they are: a weak one cannot be refused, since Flask signs with it,
 * but it is said.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { type KeyRing, keyRing } from '../../crypto/key-ring.ts'
import { type Secrets, secretBytes } from '../../crypto/secrets.ts'
import { CoatcheckError } from '../../errors.ts'

/**
 * Gives the secrets as bytes, newest first, and says on stderr, once, which of them are weak.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING` when there is none; `ERR_OPTIONS` when it is no list
 * of texts or bytes
 */
export function flaskSecrets(secrets: Secrets): readonly Uint8Array[] {
  const list = typeof secrets === 'string' || secrets instanceof Uint8Array ? [secrets] : secrets
  const weak: number[] = []
  const bytes = Array.isArray(list) ? list.map((secret, i) => bytesOf(secret, i, weak)) : []
  // Refuses what is no list, and an empty one.
  if (bytes.length === 0) secretBytes(secrets)
  if (weak.length > 0) {
    console.warn(
      `coatcheck: the Flask app's ${weak.map((i) => `secrets[${i}]`).join(', ')} can be guessed, and ` +
        'whoever guesses it can log in as anybody, there and here; make a new SECRET_KEY with ' +
        '`npx coatcheck keygen` and keep the old one in SECRET_KEY_FALLBACKS for a while',
    )
  }
  return bytes
}

/**
 * Makes the ring for what else an app needs secrets for, such as tokens in forms.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when a secret is there twice
 */
export function flaskRing(secrets: readonly Uint8Array[]): KeyRing {
  return keyRing(
    secrets.map((secret) =>
      createHash('sha256').update('coatcheck|flask|').update(secret).digest(),
    ),
  )
}

function bytesOf(secret: unknown, index: number, weak: number[]): Uint8Array {
  if (!(typeof secret === 'string' || secret instanceof Uint8Array) || secret.length === 0) {
    throw new CoatcheckError(
      secret === '' || secret === undefined ? 'ERR_SECRET_MISSING' : 'ERR_OPTIONS',
      `secrets[${index}]: it is empty, or neither text nor bytes; give the Flask app's SECRET_KEY`,
    )
  }
  try {
    secretBytes(secret)
  } catch {
    weak.push(index)
  }
  return typeof secret === 'string' ? new TextEncoder().encode(secret) : Uint8Array.from(secret)
}

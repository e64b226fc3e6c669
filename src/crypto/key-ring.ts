/**
 * Secrets, newest first: the first seals, each of them unseals what it sealed.
 *
 * @module
 */

import { createHmac, hkdfSync } from 'node:crypto'
import { toBase64url } from '../encoding/base64url.ts'
import { CoatcheckError } from '../errors.ts'
import { nonceSeries } from './nonce-series.ts'
import { type Secrets, secretBytes } from './secrets.ts'
import { keyBytes, type XaesKey, xaesKey } from './xaes-256-gcm.ts'

/** What a key is for. What is sealed for one purpose never opens for another. */
export type Purpose = 'cookie' | 'ticket' | 'copy' | 'entry' | 'subject' | 'csrf' | 'test-fixture'

/** A key of one secret for one purpose. */
export interface RingKey {
  /** Four bytes, authenticated, that name the secret. */
  readonly id: Uint8Array
  /** Seals and opens. */
  readonly cipher: XaesKey
  /** Gives a nonce of 24 bytes that was never given for this key. */
  readonly nextNonce: () => Uint8Array
}

/** The keys of every secret for one purpose. */
export interface RingKeys {
  /** The newest secret's key, which seals. */
  readonly newest: RingKey
  /**
   * The key that a message names, or `undefined`. Keys are never tried.
   *
   * @param message what holds the key's id
   * @param at where in it (0)
   */
  find(message: Uint8Array, at?: number): RingKey | undefined
}

/** The app's secrets, ready for use. */
export interface KeyRing {
  /**
   * Gives the keys for a purpose.
   *
   * @param binding bytes that the keys depend on as well, so that who lacks them cannot unseal
   */
  keysFor(purpose: Purpose, binding?: Uint8Array): RingKeys
  /**
   * Gives a text's HMAC-SHA256 under every secret, newest first: 43 characters of base64url.
   *
   * @param purpose what the digests are for (`'subject'`)
   */
  digests(text: string, purpose?: 'subject' | 'csrf'): readonly string[]
}

/** Bytes of a key id. */
export const keyIdBytes = 4

/**
 * Makes a ring of secrets, newest first.
 *
 * @throws {CoatcheckError} `ERR_SECRET_MISSING`, `ERR_SECRET_WEAK`; `ERR_OPTIONS` when a secret is
 * there twice
 * @see RFC 5869 (HKDF)
 */
export function keyRing(secrets: Secrets | undefined): KeyRing {
  const members = secretBytes(secrets).map((secret) => ({
    secret,
    id: derive(secret, 'key-id', keyIdBytes),
  }))
  const ids = new Set(members.map(({ id }) => idNumber(id, 0)))
  if (ids.size !== members.length) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'secrets: two of them are the same, or share a key id; remove one of the two',
    )
  }
  const purposeKeys = new Map<Purpose, ReadonlyMap<number, PurposeKey>>()
  const keysOf = (purpose: Purpose): ReadonlyMap<number, PurposeKey> => {
    const known = purposeKeys.get(purpose)
    if (known !== undefined) return known
    const made = new Map(
      members.map(({ secret, id }) => [
        idNumber(id, 0),
        { id, bytes: derive(secret, purpose, keyBytes) },
      ]),
    )
    purposeKeys.set(purpose, made)
    return made
  }

  return {
    keysFor: (purpose, binding) => ringKeys(keysOf(purpose), binding),
    digests: (text, purpose = 'subject') =>
      [...keysOf(purpose).values()].map(({ bytes }) =>
        toBase64url(createHmac('sha256', bytes).update(text).digest()),
      ),
  }
}

interface PurposeKey {
  readonly id: Uint8Array
  readonly bytes: Uint8Array
}

// Made when first used: most requests need one key of the ring.
function ringKeys(members: ReadonlyMap<number, PurposeKey>, binding?: Uint8Array): RingKeys {
  const made = new Map<number, RingKey>()
  const keyOf = (number: number): RingKey | undefined => {
    const known = made.get(number)
    const member = members.get(number)
    if (known !== undefined || member === undefined) return known
    const bytes =
      binding === undefined
        ? member.bytes
        : createHmac('sha256', member.bytes).update(binding).digest()
    const key = { id: member.id, cipher: xaesKey(bytes), nextNonce: nonceSeries() }
    made.set(number, key)
    return key
  }
  const [first = 0] = members.keys()
  const newest = keyOf(first)
  if (newest === undefined) throw new CoatcheckError('ERR_SECRET_MISSING', 'secrets: no key')
  return { newest, find: (message, at = 0) => keyOf(idNumber(message, at)) }
}

function derive(secret: Uint8Array, purpose: Purpose | 'key-id', bytes: number): Uint8Array {
  return new Uint8Array(
    hkdfSync('sha256', secret, new Uint8Array(0), `coatcheck|v1|${purpose}`, bytes),
  )
}

function idNumber(bytes: Uint8Array, at: number): number {
  let number = 0
  for (let i = at; i < at + keyIdBytes; i += 1) number = number * 256 + (bytes[i] ?? 0)
  return number
}

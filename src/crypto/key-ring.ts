/**
 * Secrets, newest first: the first seals, each of them unseals what it sealed.
 *
 * @module
 */

import { hkdfSync } from 'node:crypto'
import { CoatcheckError } from '../errors.ts'
import { type Secrets, secretBytes } from './secrets.ts'
import { keyBytes, type XaesKey, xaesKey } from './xaes-256-gcm.ts'

/** What a key is for. What is sealed for one purpose never opens for another. */
export type Purpose = 'cookie' | 'ticket' | 'entry' | 'test-fixture'

/** A key of one secret for one purpose. */
export interface RingKey {
  /** Four bytes, authenticated, that name the secret. */
  readonly id: Uint8Array
  /** Seals and opens. */
  readonly cipher: XaesKey
}

/** The keys of every secret for one purpose. */
export interface RingKeys {
  /** The newest secret's key, which seals. */
  readonly newest: RingKey
  /**
   * The key that a message names, or `undefined`. Keys are never tried.
   *
   * @param message what holds the key's id
   * @param at where in it
   */
  find(message: Uint8Array, at: number): RingKey | undefined
}

/** The app's secrets, ready for use. */
export interface KeyRing {
  /** Gives the keys for a purpose. */
  keysFor(purpose: Purpose): RingKeys
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
  return {
    keysFor(purpose) {
      const keys = new Map<number, RingKey>()
      for (const { secret, id } of members) {
        keys.set(idNumber(id, 0), { id, cipher: xaesKey(derive(secret, purpose, keyBytes)) })
      }
      const [newest] = keys.values()
      if (newest === undefined) throw new CoatcheckError('ERR_SECRET_MISSING', 'secrets: no key')
      return { newest, find: (message, at) => keys.get(idNumber(message, at)) }
    },
  }
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

/**
 * The key that `@fastify/secure-session` makes of `secret` and `salt`.
 *
 * @see https://doc.libsodium.org/password_hashing/default_phf
 * @module
 */

import { argon2id } from '@noble/hashes/argon2.js'

/** The salt it takes where the app gave none. */
export const defaultSalt: Uint8Array = Buffer.from('mq9hDxBVDbspDR6nLfFT1g==', 'base64')

// crypto_pwhash with OPSLIMIT_MODERATE and MEMLIMIT_MODERATE, Argon2id version 1.3.
const passes = 3
const memoryKiB = 262_144
const keyBytes = 32

/**
 * Derives the key with Argon2id over 256 MB of memory: seconds of work, meant to be done once.
 *
 * @param salt 16 bytes
 */
export function derivedKey(secret: string | Uint8Array, salt: Uint8Array): Uint8Array {
  const bytes = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret
  return argon2id(bytes, salt, { t: passes, m: memoryKiB, p: 1, dkLen: keyBytes })
}

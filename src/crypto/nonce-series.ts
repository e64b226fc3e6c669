/**
 * The nonces of one process under one key: the first half, from which XAES-256-GCM derives a key, stays
 * for a while; the second half is random for each message. Deriving is then done once, here and
 * where the messages are read.
 *
 * @see NIST SP 800-38D §8.3 (how many random nonces of 96 bits one key bears)
 * @module
 */

import { fillRandom, randomBytes } from './random-pool.ts'
import { nonceBytes, prefixBytes } from './xaes-256-gcm.ts'

/** How many messages have the first half of their nonces in common, at most. */
export const messagesPerPrefix: number = 2 ** 20

/** Begins a series; each call gives a nonce of 24 bytes that was never given before. */
export function nonceSeries(): () => Uint8Array {
  let prefix: Uint8Array = new Uint8Array(prefixBytes)
  let left = 0
  return () => {
    if (left === 0) {
      prefix = randomBytes(prefixBytes)
      left = messagesPerPrefix
    }
    left -= 1
    const nonce = new Uint8Array(nonceBytes)
    nonce.set(prefix)
    fillRandom(nonce, prefixBytes)
    return nonce
  }
}

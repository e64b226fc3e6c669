/**
 * XAES-256-GCM: AES-256-GCM with 192-bit nonces, which may be random for 2⁸⁰ messages under one key
 * where plain AES-GCM stops at 2³².
 *
 * @see C2SP specification XAES-256-GCM
 * @see NIST SP 800-108r1 §4.1 (KDF in counter mode with CMAC), NIST SP 800-38D (GCM)
 * @module
 */

import { createCipheriv, createDecipheriv } from 'node:crypto'
import { derivedKeys } from './derived-keys.ts'

/** Bytes of a key. */
export const keyBytes = 32
/** Bytes of a nonce. */
export const nonceBytes = 24
/** Bytes of a nonce, its first half, from which a key is derived. */
export const prefixBytes = 12
/** Bytes of a tag. */
export const tagBytes = 16

/** One key, ready for use. */
export interface XaesKey {
  /**
   * Encrypts.
   *
   * @param nonce 24 bytes, of which the second half never comes twice with the same first half
   * @returns the ciphertext, as long as the plaintext, and the tag of 16 bytes
   */
  seal(nonce: Uint8Array, plaintext: Uint8Array, associatedData: Uint8Array): Sealed
  /** Decrypts; `undefined` when anything was altered. */
  open(
    nonce: Uint8Array,
    ciphertext: Uint8Array,
    tag: Uint8Array,
    associatedData: Uint8Array,
  ): Uint8Array | undefined
}

/** What sealing gives. */
export interface Sealed {
  /** As long as the plaintext. */
  readonly ciphertext: Uint8Array
  /** 16 bytes. */
  readonly tag: Uint8Array
}

const blockBytes = 16
// ECB takes none; workerd refuses `null`.
const noNonceInEcb = new Uint8Array(0)
// Room for the first half of the nonce.
const noPrefix: readonly number[] = Array.from({ length: prefixBytes }, () => 0)

/** Prepares a key of 32 bytes. */
export function xaesKey(key: Uint8Array): XaesKey {
  const derive = messageKeys(key)
  const known = derivedKeys(prefixBytes)
  return {
    seal(nonce, plaintext, associatedData) {
      let messageKey = known.find(nonce)
      if (messageKey === undefined) {
        messageKey = derive(nonce)
        known.keep(nonce, messageKey)
      }
      const cipher = createCipheriv('aes-256-gcm', messageKey, nonce.subarray(prefixBytes))
      cipher.setAAD(associatedData)
      const ciphertext = cipher.update(plaintext)
      cipher.final()
      return { ciphertext, tag: cipher.getAuthTag() }
    },

    open(nonce, ciphertext, tag, associatedData) {
      const found = known.find(nonce)
      const messageKey = found ?? derive(nonce)
      const decipher = createDecipheriv('aes-256-gcm', messageKey, nonce.subarray(prefixBytes), {
        authTagLength: tagBytes,
      })
      decipher.setAAD(associatedData)
      decipher.setAuthTag(tag)
      const plaintext = decipher.update(ciphertext)
      try {
        decipher.final()
      } catch {
        // The only way `final` fails in GCM is a tag that does not fit.
        return undefined
      }
      // Only what was genuine is kept, or whoever sends forgeries would decide what is.
      if (found === undefined) known.keep(nonce, messageKey)
      return plaintext
    },
  }
}

/**
 * The key derivation of the specification: two blocks of CMAC over a counter, the label `X` and the
 * first half of the nonce, each of them one AES call since it is exactly one block long.
 */
function messageKeys(key: Uint8Array): (nonce: Uint8Array) => Uint8Array {
  // One cipher object for the life of the key: making one costs more than using it.
  const blockCipher = createCipheriv('aes-256-ecb', key, noNonceInEcb).setAutoPadding(false)
  const subkey = cmacSubkey(blockCipher.update(new Uint8Array(blockBytes)))
  // Both blocks, masked with the subkey, but for the nonce: counter ‖ 'X' ‖ 0x00 ‖ nonce.
  const masks = Uint8Array.from([0, 1, 0x58, 0, ...noPrefix, 0, 2, 0x58, 0, ...noPrefix])
  for (let i = 0; i < masks.length; i += 1) {
    masks[i] = (masks[i] ?? 0) ^ (subkey[i % blockBytes] ?? 0)
  }
  const blocks = Uint8Array.from(masks)
  return (nonce) => {
    if (nonce.length !== nonceBytes) throw new RangeError(`a nonce has ${nonceBytes} bytes`)
    for (let i = 0; i < prefixBytes; i += 1) {
      const byte = nonce[i] ?? 0
      blocks[4 + i] = (masks[4 + i] ?? 0) ^ byte
      blocks[blockBytes + 4 + i] = (masks[blockBytes + 4 + i] ?? 0) ^ byte
    }
    return blockCipher.update(blocks)
  }
}

/** K1 of CMAC: `L` doubled in GF(2¹²⁸), NIST SP 800-38B §6.1. */
function cmacSubkey(l: Uint8Array): Uint8Array {
  const doubled = new Uint8Array(blockBytes)
  let carry = 0
  for (let i = blockBytes - 1; i >= 0; i -= 1) {
    const byte = l[i] ?? 0
    doubled[i] = ((byte << 1) | carry) & 0xff
    carry = byte >>> 7
  }
  doubled[blockBytes - 1] = (doubled[blockBytes - 1] ?? 0) ^ (carry === 1 ? 0x87 : 0)
  return doubled
}

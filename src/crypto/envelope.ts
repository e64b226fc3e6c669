/**
 * The envelope of everything sealed: `version ‖ key id ‖ nonce ‖ ciphertext ‖ tag`, good for one
 * purpose and one name.
 *
 * @module
 */

import type { Rejection } from '../rejection.ts'
import { type KeyRing, keyIdBytes, type Purpose, type RingKey } from './key-ring.ts'
import { nonceBytes, tagBytes } from './xaes-256-gcm.ts'

const version = 1
const nonceStart = 1 + keyIdBytes
const ciphertextStart = nonceStart + nonceBytes

/** Bytes an envelope adds to what it holds. */
export const envelopeBytes: number = ciphertextStart + tagBytes

/** What was in an envelope. */
export interface Unsealed {
  /** The bytes, as they were sealed. */
  readonly bytes: Uint8Array
  /** Whether the newest secret sealed it. */
  readonly isNewest: boolean
}

/** Seals and unseals for one purpose and one name. */
export interface Envelope {
  /**
   * Puts bytes into an envelope, under the newest secret.
   *
   * @param nonce 24 bytes (random); given only by tests that need the same bytes twice
   */
  seal(plaintext: Uint8Array, nonce?: Uint8Array): Uint8Array
  /** Takes the bytes out, or says why not: `malformed`, `unknown-key`, `tampered`. */
  unseal(envelope: Uint8Array): Unsealed | Rejection
}

/**
 * Makes the envelope for a purpose and a name.
 *
 * Version, key id, purpose and name are authenticated with the content, so a value cannot be
 * relabelled. The key id picks the key; keys are never tried in turn.
 *
 * @param name what the content is for, within its purpose, without a zero byte
 * @param binding bytes without which the secret alone cannot unseal
 */
export function envelope(
  ring: KeyRing,
  purpose: Purpose,
  name: string,
  binding?: Uint8Array,
): Envelope {
  const keys = ring.keysFor(purpose, binding)
  const labels = new Map<RingKey, Uint8Array>()
  const labelOf = (key: RingKey): Uint8Array => {
    const known = labels.get(key)
    if (known !== undefined) return known
    const label = associatedData(key.id, purpose, name)
    labels.set(key, label)
    return label
  }

  return {
    seal(plaintext, nonce = keys.newest.nextNonce()) {
      const { newest } = keys
      const { ciphertext, tag } = newest.cipher.seal(nonce, plaintext, labelOf(newest))
      const sealed = Buffer.allocUnsafe(envelopeBytes + plaintext.length)
      sealed[0] = version
      sealed.set(newest.id, 1)
      sealed.set(nonce, nonceStart)
      sealed.set(ciphertext, ciphertextStart)
      sealed.set(tag, sealed.length - tagBytes)
      return sealed
    },

    unseal(sealed) {
      if (sealed.length < envelopeBytes || sealed[0] !== version) return { rejected: 'malformed' }
      const key = keys.find(sealed, 1)
      if (key === undefined) return { rejected: 'unknown-key' }
      const bytes = key.cipher.open(
        sealed.subarray(nonceStart, ciphertextStart),
        sealed.subarray(ciphertextStart, sealed.length - tagBytes),
        sealed.subarray(sealed.length - tagBytes),
        labelOf(key),
      )
      if (bytes === undefined) return { rejected: 'tampered' }
      return { bytes, isNewest: key === keys.newest }
    },
  }
}

// version ‖ key id ‖ purpose ‖ 0x00 ‖ name: no purpose and no cookie name holds a zero byte.
function associatedData(keyId: Uint8Array, purpose: Purpose, name: string): Uint8Array {
  const text = `${purpose}\0${name}`
  const bytes = Buffer.allocUnsafe(1 + keyIdBytes + Buffer.byteLength(text))
  bytes[0] = version
  bytes.set(keyId, 1)
  bytes.write(text, 1 + keyIdBytes)
  return bytes
}

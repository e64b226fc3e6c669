/**
 * Sealed bytes as cookie text, for one purpose and any number of cookie names.
 *
 * @module
 */

import { maxCookieBytes } from '../cookie/set-cookie.ts'
import { type Envelope, envelope, envelopeBytes, type Unsealed } from '../crypto/envelope.ts'
import type { KeyRing, Purpose } from '../crypto/key-ring.ts'
import { fromBase64url, toBase64url } from '../encoding/base64url.ts'
import type { Rejection } from '../rejection.ts'

/** Bytes ↔ cookie text. */
export interface SealedText {
  /** Seals bytes for a cookie of this name. */
  seal(plaintext: Uint8Array, cookieName: string): string
  /** Gives the bytes, or why not: `malformed`, `unknown-key`, `tampered`. Never throws. */
  unseal(text: string, cookieName: string): Unsealed | Rejection
}

const minTextLength = Math.ceil((envelopeBytes * 4) / 3)

/** Makes the texts of a purpose. */
export function sealedText(ring: KeyRing, purpose: Purpose): SealedText {
  // One entry per name the app uses, which are two at most.
  const envelopes = new Map<string, Envelope>()
  const envelopeFor = (name: string): Envelope => {
    const known = envelopes.get(name)
    if (known !== undefined) return known
    const made = envelope(ring, purpose, name)
    envelopes.set(name, made)
    return made
  }

  return {
    seal: (plaintext, cookieName) => toBase64url(envelopeFor(cookieName).seal(plaintext)),

    unseal(text, cookieName) {
      // Length first: a text that cannot be one of ours costs no decoding.
      if (text.length < minTextLength || text.length > maxCookieBytes) {
        return { rejected: 'malformed' }
      }
      const bytes = fromBase64url(text)
      return bytes === undefined ? { rejected: 'malformed' } : envelopeFor(cookieName).unseal(bytes)
    },
  }
}

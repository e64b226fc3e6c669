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

/** Gives the bytes, or why not: `malformed`, `unknown-key`, `tampered`. Never throws. */
export type UnsealText = (text: string, cookieName: string) => Unsealed | Rejection

/** Makes an `unseal` that need not do the same work twice. */
export type Remember = (unseal: UnsealText) => UnsealText

/** Bytes ↔ cookie text. */
export interface SealedText {
  /** Seals bytes for a cookie of this name. */
  seal(plaintext: Uint8Array, cookieName: string): string
  /** Unseals the text of a cookie of this name. */
  readonly unseal: UnsealText
}

// Every text begins with 'A': the first byte is the version, of which the upper six bits are none.
const minTextLength = Math.ceil((envelopeBytes * 4) / 3)

/**
 * Makes the texts of a purpose.
 *
 * @param remember (default: nothing is remembered)
 */
export function sealedText(
  ring: KeyRing,
  purpose: Purpose,
  remember: Remember = (unseal) => unseal,
): SealedText {
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

    unseal: remember((text, cookieName) => {
      // A text that cannot be one of ours costs no decoding.
      if (text.length < minTextLength || text.length > maxCookieBytes || !text.startsWith('A')) {
        return { rejected: 'malformed' }
      }
      const bytes = fromBase64url(text)
      return bytes === undefined ? { rejected: 'malformed' } : envelopeFor(cookieName).unseal(bytes)
    }),
  }
}

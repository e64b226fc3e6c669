/**
 * Sealed bytes as cookie text, for one purpose and any number of cookie names.
 *
 * @module
 */

import { maxCookieBytes } from '../cookie/set-cookie.ts'
import { type Envelope, envelope, envelopeBytes } from '../crypto/envelope.ts'
import type { KeyRing, Purpose } from '../crypto/key-ring.ts'
import { spelledBase64url, toBase64url } from '../encoding/base64url.ts'
import { binaryOf } from '../encoding/binary-string.ts'
import { isRejection, type Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'
import type { UnsealedText } from './codec.ts'

/** Which texts are known to be genuine, and what is in them. */
export interface KnownTexts {
  /**
   * Gives what is in a text, if it is known.
   *
   * @param at what time it is, for those who have asked already
   */
  find(text: string, at?: Instant): UnsealedText | undefined
  /**
   * Keeps what was found genuine, or was sealed here.
   *
   * @param text a string of its own, cut out of nothing
   */
  keep(text: string, unsealed: UnsealedText, at?: Instant): void
}

/** Makes what remembers the texts of one purpose and one cookie name. */
export type Remember = () => KnownTexts

/** Bytes ↔ cookie text. */
export interface SealedText {
  /**
   * Seals bytes for a cookie of this name.
   *
   * @param at what time it is, for those who have asked already
   */
  seal(plaintext: Uint8Array, cookieName: string, at?: Instant): string
  /**
   * Unseals the text of a cookie of this name, or says why not: `malformed`, `unknown-key`,
   * `tampered`. Never throws.
   */
  unseal(text: string, cookieName: string, at?: Instant): UnsealedText | Rejection
}

// Every text begins with 'A': the first byte is the version, of which the upper six bits are none.
const minTextLength = Math.ceil((envelopeBytes * 4) / 3)

const malformed: Rejection = { rejected: 'malformed' }

const nothingKnown: KnownTexts = { find: () => undefined, keep: () => {} }

/** What a cookie of one name needs. */
interface Named {
  readonly envelope: Envelope
  readonly known: KnownTexts
}

/**
 * Makes the texts of a purpose.
 *
 * @param remember (default: nothing is remembered)
 */
export function sealedText(
  ring: KeyRing,
  purpose: Purpose,
  remember: Remember = () => nothingKnown,
): SealedText {
  // One entry per name the app uses, which are two at most: a text is good for one of them only.
  const byName = new Map<string, Named>()
  const namedBy = (name: string): Named => {
    const known = byName.get(name)
    if (known !== undefined) return known
    const made = { envelope: envelope(ring, purpose, name), known: remember() }
    byName.set(name, made)
    return made
  }

  return {
    seal(plaintext, cookieName, at) {
      const { envelope, known } = namedBy(cookieName)
      const text = toBase64url(envelope.seal(plaintext))
      known.keep(text, { plaintext: binaryOf(plaintext), isNewest: true }, at)
      return text
    },

    unseal(text, cookieName, at) {
      const { envelope, known } = namedBy(cookieName)
      const found = known.find(text, at)
      if (found !== undefined) return found
      // A text that cannot be one of ours costs no decoding.
      if (text.length < minTextLength || text.length > maxCookieBytes || !text.startsWith('A')) {
        return malformed
      }
      const spelled = spelledBase64url(text)
      if (spelled === undefined) return malformed
      const opened = envelope.unseal(spelled.bytes)
      if (isRejection(opened)) return opened
      const unsealed = { plaintext: binaryOf(opened.bytes), isNewest: opened.isNewest }
      known.keep(spelled.text, unsealed, at)
      return unsealed
    },
  }
}

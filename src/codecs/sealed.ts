/**
 * Coatcheck's own cookie: a record sealed with XAES-256-GCM, as base64url.
 *
 * @module
 */

import { maxCookieBytes } from '../cookie/set-cookie.ts'
import { type Envelope, envelope, envelopeBytes } from '../crypto/envelope.ts'
import type { KeyRing } from '../crypto/key-ring.ts'
import { fromBase64url, toBase64url } from '../encoding/base64url.ts'
import type { Codec } from './codec.ts'
import { readRecord, writeRecord } from './record-layout.ts'

const minTextLength = Math.ceil((envelopeBytes * 4) / 3)

/** Makes the codec of sealed cookies, wire format version 1. */
export function sealedCodec(ring: KeyRing): Codec {
  // One entry per name the app uses, which are two at most.
  const envelopes = new Map<string, Envelope>()
  const envelopeFor = (name: string): Envelope => {
    const known = envelopes.get(name)
    if (known !== undefined) return known
    const made = envelope(ring, 'cookie', name)
    envelopes.set(name, made)
    return made
  }

  return {
    seal(record, cookieName) {
      return toBase64url(envelopeFor(cookieName).seal(writeRecord(record)))
    },

    unseal(text, cookieName) {
      // Length first: a text that cannot be one of ours costs no decoding.
      if (text.length < minTextLength || text.length > maxCookieBytes) {
        return { rejected: 'malformed' }
      }
      const bytes = fromBase64url(text)
      return bytes === undefined ? { rejected: 'malformed' } : envelopeFor(cookieName).unseal(bytes)
    },

    parse: (bytes) => readRecord(bytes) ?? { rejected: 'malformed' },
  }
}

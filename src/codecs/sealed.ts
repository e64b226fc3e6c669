/**
 * Coatcheck's own cookie: a record sealed with XAES-256-GCM, as base64url.
 *
 * @module
 */

import type { KeyRing } from '../crypto/key-ring.ts'
import type { Codec } from './codec.ts'
import { readRecord, writeRecord } from './record-layout.ts'
import { type Remember, sealedText } from './sealed-text.ts'

/** Makes the codec of sealed cookies, wire format version 1. */
export function sealedCodec(ring: KeyRing, remember?: Remember): Codec {
  const texts = sealedText(ring, 'cookie', remember)
  return {
    seal: (record, cookieName, at) => texts.seal(writeRecord(record), cookieName, at),
    unseal: texts.unseal,
    parse: (plaintext) => readRecord(plaintext) ?? { rejected: 'malformed' },
  }
}

/**
 * Digests that go into pages: masked anew each time, so that compressed pages reveal nothing of them.
 *
 * @see BREACH, Gluck, Harris, Prado 2013, §3.4
 * @module
 */

import { timingSafeEqual } from 'node:crypto'
import { fromBase64url, toBase64url } from '../encoding/base64url.ts'
import { randomBytes } from './random-pool.ts'

/** Bytes of a digest that can be masked. */
export const digestBytes = 32

// mask (32) ‖ digest XOR mask (32), as base64url
const textLength = 86

/** Masks a digest: 86 characters of base64url. */
export function maskedDigest(digest: Uint8Array): string {
  const mask = randomBytes(digestBytes)
  return toBase64url(Buffer.concat([mask, xor(digest, mask)]))
}

/** Says whether a text is one of the digests, masked; in constant time, and never throwing. */
export function isMaskedDigest(text: unknown, digests: readonly Uint8Array[]): boolean {
  if (typeof text !== 'string' || text.length !== textLength) return false
  const bytes = fromBase64url(text)
  if (bytes === undefined) return false
  const said = xor(bytes.subarray(digestBytes), bytes.subarray(0, digestBytes))
  return digests.filter((digest) => timingSafeEqual(digest, said)).length > 0
}

function xor(bytes: Uint8Array, mask: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => byte ^ (mask[i] ?? 0))
}

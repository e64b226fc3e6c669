/**
 * A text as a payload: base64url, with a dot before it when it was compressed.
 *
 * @see itsdangerous 2.2 `url_safe.py` (`URLSafeSerializerMixin`); RFC 1950 (zlib)
 * @module
 */

import { deflateSync, inflateSync } from 'node:zlib'
import { fromBase64url, toBase64url } from '../../encoding/base64url.ts'

/** The most that a payload may inflate to; what fits a cookie could become four megabytes. */
const maxInflatedBytes = 262_144

/** Writes a text, compressed where that is shorter. */
export function payloadOf(text: string): string {
  const bytes = Buffer.from(text)
  const compressed = deflateSync(bytes)
  return compressed.length < bytes.length - 1 ? `.${toBase64url(compressed)}` : toBase64url(bytes)
}

/** Reads what was written; `undefined` when it is none, or inflates to more than 262,144 bytes. */
export function textOf(payload: string): string | undefined {
  const isCompressed = payload.startsWith('.')
  const bytes = fromBase64url(isCompressed ? payload.slice(1) : payload)
  if (bytes === undefined) return undefined
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    return decoder.decode(isCompressed ? inflated(bytes) : bytes)
  } catch {
    return undefined
  }
}

function inflated(bytes: Uint8Array): Uint8Array {
  const inside = inflateSync(bytes, { maxOutputLength: maxInflatedBytes })
  // Node reads over what stands behind the stream, which ends with a checksum of what is inside.
  const checksum = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4)
  if (checksum !== adler32(inside)) throw new RangeError('something stands behind the stream')
  return inside
}

// RFC 1950 §8.2
function adler32(bytes: Uint8Array): number {
  let [low, high] = [1, 0]
  for (const byte of bytes) {
    low = (low + byte) % 65_521
    high = (high + low) % 65_521
  }
  return high * 65_536 + low
}

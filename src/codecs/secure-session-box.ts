/**
 * The cookies of `@fastify/secure-session`: a libsodium secretbox and its nonce, each as base64.
 *
 * @see https://doc.libsodium.org/secret-key_cryptography/secretbox
 * @module
 */

import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import type { Rejection } from '../rejection.ts'

/** What a box held, and what tells it from every other. */
export interface BoxContent {
  /** The JSON text. */
  readonly json: string
  /** Its one canonical spelling, without what cookies and signed cookies add to it. */
  readonly text: string
}

// box = base64 ";" base64, the second of 24 bytes; where the app had its cookies signed as well,
// "." and a signature that says nothing the box does not say.
const box = /^([\w+/]{24,}={0,2};[A-Za-z\d+/]{32})(?:\.[\w+/]{43})?$/

const tagBytes = 16

/**
 * Takes out what a box holds, or says why not: `malformed`, `tampered`.
 *
 * A box does not name its key, so each key is tried in turn.
 *
 * @param keys each of 32 bytes
 */
export function openBox(cookieValue: string, keys: readonly Uint8Array[]): BoxContent | Rejection {
  const [, text] = box.exec(percentDecoded(cookieValue)) ?? []
  const [ciphertext, nonce] = (text ?? '').split(';').map(fromBase64)
  if (text === undefined || ciphertext === undefined || nonce === undefined) {
    return { rejected: 'malformed' }
  }
  if (ciphertext.length < tagBytes) return { rejected: 'malformed' }
  for (const key of keys) {
    const plaintext = opened(ciphertext, nonce, key)
    if (plaintext !== undefined) return { json: Buffer.from(plaintext).toString(), text }
  }
  return { rejected: 'tampered' }
}

function opened(
  ciphertext: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): Uint8Array | undefined {
  try {
    // Compares the tag, in constant time, before it decrypts.
    return xsalsa20poly1305(key, nonce).decrypt(ciphertext)
  } catch {
    return undefined
  }
}

// Canonical only: of each box there is one spelling.
function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

/**
 * Bytes as text that may stand in a cookie, in exactly one spelling.
 *
 * @module
 */

/** Gives unpadded base64url (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url')
}

/**
 * Gives the bytes a text spells, or `undefined` when it is not their one canonical spelling: a
 * foreign character, padding, or loose bits at the end (RFC 4648 §3.5).
 */
export function fromBase64url(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

function view(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

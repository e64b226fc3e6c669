/**
 * Bytes as text that may stand in a cookie, in exactly one spelling.
 *
 * @module
 */

/** Gives unpadded base64url (RFC 4648 §5). */
export function toBase64url(bytes: Uint8Array): string {
  return view(bytes).toString('base64url')
}

/** A text that is the one spelling of its bytes. */
export interface Spelled {
  /** The bytes. */
  readonly bytes: Uint8Array
  /** The same text in a string of its own: one cut out of a header would keep the header alive. */
  readonly text: string
}

/**
 * Gives what a text spells, or `undefined` when it is not the one canonical spelling: a foreign
 * character, padding, or loose bits at the end (RFC 4648 §3.5).
 */
export function spelledBase64url(text: string): Spelled | undefined {
  const bytes = Buffer.from(text, 'base64url')
  const canonical = bytes.toString('base64url')
  return canonical === text ? { bytes, text: canonical } : undefined
}

/** Gives the bytes a text spells, or `undefined` when it is not their one canonical spelling. */
export function fromBase64url(text: string): Uint8Array | undefined {
  return spelledBase64url(text)?.bytes
}

function view(bytes: Uint8Array): Buffer {
  return bytes instanceof Buffer
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/**
 * Bytes as a string of one character each (Latin-1), as `atob` gives them. A string cannot be changed, so it
 * may be handed to several readers; it is cut without a copy, and costs the collector less than a
 * buffer.
 *
 * @module
 */

/** Gives the bytes as a binary string. */
export function binaryOf(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  const view = bytes instanceof Buffer ? bytes : Buffer.from(buffer, byteOffset, byteLength)
  return view.toString('latin1')
}

/** Gives the few bytes of a part of a binary string; beyond its end they are 0. */
export function bytesAt(binary: string, start: number, count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  for (let i = 0; i < count; i += 1) bytes[i] = binary.charCodeAt(start + i)
  return bytes
}

/**
 * Gives the unsigned number, big-endian, that some bytes of a binary string spell.
 *
 * @param count from 1 to 6 bytes
 * @throws {RangeError} when the string ends before
 */
export function uintAt(binary: string, start: number, count: number): number {
  if (start + count > binary.length) throw new RangeError('the number is cut off')
  let number = 0
  for (let i = start; i < start + count; i += 1) number = number * 256 + binary.charCodeAt(i)
  return number
}

/** Gives the text that the bytes of a binary string are in UTF-8. */
export function utf8Of(binary: string): string {
  for (let i = 0; i < binary.length; i += 1) {
    if (binary.charCodeAt(i) > 127) return Buffer.from(binary, 'latin1').toString()
  }
  return binary
}

/**
 * Comparing secrets.
 *
 * @module
 */

import { timingSafeEqual } from 'node:crypto'

/** Says whether bytes are the same, in a time that tells nothing but whether their lengths are. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b)
}

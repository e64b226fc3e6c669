/**
 * A ring of secrets that keeps for a while which keys it has bound to whom: a session that is written
 * is soon read or written again.
 *
 * @module
 */

import type { KeyRing, RingKeys } from './crypto/key-ring.ts'
import { sameBytes } from './crypto/same-bytes.ts'
import { printAt, type Recent, recentThings } from './recent.ts'
import type { Clock } from './time.ts'

/** How many bound keys are kept at most. */
export const maxRecentKeys = 1_000

interface KnownKeys {
  readonly binding: Uint8Array
  readonly keys: RingKeys
}

/** Gives a ring that remembers the keys it binds to the locators of entries. */
export function recentKeys(ring: KeyRing, now: Clock): KeyRing {
  // Counted, because what a cipher takes lies outside the heap.
  const table: Recent<KnownKeys> = recentThings(maxRecentKeys, now)
  return {
    ...ring,
    keysFor(purpose, binding) {
      if (purpose !== 'entry' || binding === undefined) return ring.keysFor(purpose, binding)
      const print = printAt(binding, 0)
      const known = table.find(print)
      if (known !== undefined && sameBytes(known.binding, binding)) return known.keys
      const keys = ring.keysFor(purpose, binding)
      table.keep(print, { binding: binding.slice(), keys }, 1)
      return keys
    },
  }
}

/**
 * Which key ring a session belongs to, for guards that make tokens of their own.
 *
 * @module
 */

import type { KeyRing } from './crypto/key-ring.ts'
import { stateOf } from './request-session.ts'

/** Gives the ring of the app that opened a session; `undefined` when the object is none of ours. */
export function ringOf(session: object): KeyRing | undefined {
  return stateOf(session)?.place.ring
}

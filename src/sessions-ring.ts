/**
 * Which key ring a session belongs to, for guards that make tokens of their own.
 *
 * @module
 */

import type { KeyRing } from './crypto/key-ring.ts'
import type { Place } from './place.ts'
import { stateOf } from './request-session.ts'

// Beside the places rather than in them: no place needs to know what guards do.
const ringBehind = new WeakMap<Place, KeyRing>()

/** Gives the place back, remembering the ring it seals with. */
export function withRing(place: Place, ring: KeyRing): Place {
  ringBehind.set(place, ring)
  return place
}

/** Gives the ring of the app that opened a session; `undefined` when the object is none of ours. */
export function ringOf(session: object): KeyRing | undefined {
  const state = stateOf(session)
  return state === undefined ? undefined : ringBehind.get(state.place)
}

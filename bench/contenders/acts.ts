/**
 * The acts of a request on a session that is an object, or a map, of its own library.
 *
 * @module
 */

import type { Act, Body } from '../contender.ts'

/** A session whose keys are properties. */
export type Properties = Record<string, unknown>

/** Does what a request does, and gives what it read. */
export function actOn(session: Properties, act: Act, body: Body): unknown {
  if (act === 'read') return session['visits']
  if (act === 'modify') {
    session['visits'] = Number(session['visits']) + 1
    return session['visits']
  }
  if (act === 'begin') Object.assign(session, body)
  return undefined
}

/** A session with `get` and `set`. */
export interface Keyed {
  get(key: string): unknown
  set(key: string, value: unknown): void
}

/** Does what a request does, and gives what it read. */
export function actOnKeys(session: Keyed, act: Act, body: Body): unknown {
  if (act === 'read') return session.get('visits')
  if (act === 'modify') {
    const visits = Number(session.get('visits')) + 1
    session.set('visits', visits)
    return visits
  }
  if (act === 'begin') for (const [key, value] of Object.entries(body)) session.set(key, value)
  return undefined
}

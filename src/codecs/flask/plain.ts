/**
 * A Flask session's values as an app without Flask has them: a tuple is an array, a UUID and markup
 * are text.
 *
 * @module
 */

import { kindOf } from './kinds.ts'

/** Gives the value without the kinds that only Python tells apart. */
export function plainOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainOf)
  if (value instanceof Map) return plainOf(kindOf(value)?.value)
  const isDict = typeof value === 'object' && value !== null
  if (!isDict || value instanceof Date || value instanceof Uint8Array) return value
  const entries = Object.entries(value).map(([key, member]) => [key, plainOf(member)])
  // Keys such as `__proto__` stay keys.
  return Object.fromEntries(entries)
}

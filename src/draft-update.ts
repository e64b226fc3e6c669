/**
 * Running a change of a session's data: synchronous, and all or nothing.
 *
 * @module
 */

import { readLossless, writeLossless } from './encoding/lossless-json.ts'
import { CoatcheckError } from './errors.ts'

/** What became of the data, and what the change returned. */
export interface Updated {
  /** The data after the change; another object than before. */
  readonly data: Record<string, unknown>
  /** What the change returned. */
  readonly result: unknown
}

/**
 * Runs a change on a copy of the data.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when the change is asynchronous
 */
export function updateCopy(data: object, fn: (data: object) => unknown): Updated {
  // What was written is the text of an object.
  const copy = readLossless(writeLossless(data, 'data')) as Record<string, unknown>
  const result = fn(copy)
  if (!isThenable(result)) return { data: copy, result }
  throw new CoatcheckError(
    'ERR_OPTIONS',
    'session.update(fn): fn is asynchronous, and what it changes after its first await would ' +
      'be lost; wait for what you need first, then change the data in a synchronous fn',
  )
}

/** Makes one object hold what another one holds; whoever holds the first sees it. */
export function replaceData(target: Record<string, unknown>, source: object): void {
  for (const key of Object.keys(target)) delete target[key]
  Object.defineProperties(target, Object.getOwnPropertyDescriptors(source))
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}

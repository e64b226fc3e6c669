/**
 * Running a change of a session's data: synchronous, and all or nothing.
 *
 * @module
 */

import { readLossless, writeLossless } from './encoding/lossless-json.ts'
import { CoatcheckError } from './errors.ts'
import { isTree, type Tree } from './merge.ts'

/** What became of the data, and what the change returned. */
export interface Updated {
  /** The data after the change; another object than before. */
  readonly data: Tree
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
  const copy = readLossless(writeLossless(data, 'data')) as Tree
  const result = fn(copy)
  if (!isThenable(result)) return { data: copy, result }
  // It goes on by itself; should it fail, that must not end the process.
  Promise.resolve(result).catch(() => {})
  throw new CoatcheckError(
    'ERR_OPTIONS',
    'session.update(fn): fn is asynchronous, and what it changes after its first await would ' +
      'be lost; wait for what you need first, then change the data in a synchronous fn',
  )
}

/**
 * Makes one tree hold what another one holds, object by object, so that whoever took an object out
 * of the first one goes on with it.
 */
export function replaceData(target: Tree, source: Tree): void {
  replace(target, source, new Set())
}

function replace(target: Tree, source: Tree, done: Set<object>): void {
  done.add(target)
  for (const key of Object.keys(target)) if (!Object.hasOwn(source, key)) delete target[key]
  for (const [key, value] of Object.entries(source)) {
    const old = Object.hasOwn(target, key) ? target[key] : undefined
    // An object that stands in two places of the target can only go on in one of them.
    const goesOn = typeof old === 'object' && old !== null && !done.has(old)
    if (goesOn && isTree(old) && isTree(value)) {
      replace(old, value, done)
    } else if (goesOn && Array.isArray(old) && Array.isArray(value)) {
      done.add(old)
      old.length = 0
      for (const element of value) old.push(element)
    } else {
      Object.defineProperty(target, key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      })
    }
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}

/**
 * Running a change of a session's data: synchronous, and all or nothing.
 *
 * @module
 */

import { readLossless, sameText, writeLossless } from './encoding/lossless-json.ts'
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
      replaceList(old, value, done)
    } else if (!goesOn || !sameLeaf(old, value)) {
      Object.defineProperty(target, key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      })
    }
  }
}

function replaceList(target: unknown[], source: readonly unknown[], done: Set<object>): void {
  done.add(target)
  target.length = Math.min(target.length, source.length)
  for (const [i, value] of source.entries()) {
    const old = target[i]
    const goesOn = typeof old === 'object' && old !== null && !done.has(old)
    if (goesOn && isTree(old) && isTree(value)) replace(old, value, done)
    else if (goesOn && Array.isArray(old) && Array.isArray(value)) replaceList(old, value, done)
    else if (!goesOn || !sameLeaf(old, value)) target[i] = value
  }
}

// A Map or a Date that did not change stays the one that a handler may hold.
function sameLeaf(a: unknown, b: unknown): boolean {
  try {
    return sameText(writeLossless(a, 'data'), writeLossless(b, 'data'))
  } catch {
    // What cannot be written is refused when the session is committed.
    return false
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value
}

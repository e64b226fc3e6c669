/**
 * Which values come back as exactly what they were, and where the first one is that does not.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

const maxDepth = 200

/** Says whether plain JSON keeps the value exactly. */
export function isPlainJson(value: unknown, depth = 0): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'object':
      if (value === null) return true
      if (depth >= maxDepth) return false
      return Array.isArray(value) ? isPlainArray(value, depth) : isPlainObject(value, depth)
    default:
      return false
  }
}

function isPlainArray(array: readonly unknown[], depth: number): boolean {
  // A hole, or a property that is no element, changes this count.
  if (Object.keys(array).length !== array.length) return false
  if (Object.getPrototypeOf(array) !== Array.prototype) return false
  for (const element of array) if (!isPlainJson(element, depth + 1)) return false
  return true
}

function isPlainObject(object: object, depth: number): boolean {
  const prototype: unknown = Object.getPrototypeOf(object)
  // An object without a prototype would come back with one, so it is not plain.
  if (prototype === null || !isRootPrototype(prototype)) return false
  if (Object.getOwnPropertySymbols(object).length > 0) return false
  for (const element of Object.values(object)) if (!isPlainJson(element, depth + 1)) return false
  return true
}

// Compared by shape, not with `Object.prototype`, so that objects of another realm (a vm, a test
// runner's sandbox) count as plain too.
function isRootPrototype(prototype: unknown): boolean {
  return prototype === Object.prototype || Object.getPrototypeOf(prototype) === null
}

/**
 * Refuses a value that would not come back as it was.
 *
 * @param path what the value is called in the message
 * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE` naming the path and what is there
 */
export function assertKeepable(value: unknown, path: string): void {
  walk(value, path, [])
}

function walk(value: unknown, path: string, ancestors: readonly object[]): void {
  if (typeof value === 'function' || typeof value === 'symbol') refuse(path, `a ${typeof value}`)
  if (typeof value !== 'object' || value === null) return
  if (ancestors.includes(value)) refuse(path, 'a cycle')
  if (ancestors.length >= maxDepth) refuse(path, `nested deeper than ${maxDepth} levels`)
  const inside = [...ancestors, value]
  if (Object.getOwnPropertySymbols(value).length > 0) refuse(path, 'an object with symbol keys')
  const prototype: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) walkArray(value, path, inside)
  else if (prototype === null || isRootPrototype(prototype)) walkObject(value, path, inside)
  else walkInstance(value, path, inside)
}

function walkInstance(value: object, path: string, inside: readonly object[]): void {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Uint8Array.prototype) return
  if (prototype === Map.prototype && value instanceof Map) {
    for (const [key, element] of value) {
      const at = `${path}.get(${typeof key === 'string' ? JSON.stringify(key) : '…'})`
      walk(key, at, inside)
      walk(element, at, inside)
    }
  } else if (prototype === Set.prototype && value instanceof Set) {
    for (const element of value) walk(element, `${path}.values()`, inside)
  } else if (prototype !== Date.prototype) {
    refuse(path, nameOf(value))
  }
  if (Object.keys(value).length > 0) refuse(path, `${nameOf(value)} with properties of its own`)
}

function walkArray(array: readonly unknown[], path: string, inside: readonly object[]): void {
  for (const key of Object.keys(array)) {
    const index = Number(key)
    if (!(Number.isInteger(index) && index >= 0 && String(index) === key)) {
      refuse(`${path}.${key}`, 'a named property of an array')
    }
    walk(array[index], `${path}[${key}]`, inside)
  }
  if (Object.getPrototypeOf(array) !== Array.prototype) refuse(path, nameOf(array))
}

function walkObject(object: object, path: string, inside: readonly object[]): void {
  for (const [key, element] of Object.entries(object)) {
    const at = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
      ? `${path}.${key}`
      : `${path}[${JSON.stringify(key)}]`
    if (key === '__proto__') refuse(at, 'a key that only plain JSON can keep')
    walk(element, at, inside)
  }
}

function nameOf(value: object): string {
  const name: unknown = value.constructor?.name
  return typeof name === 'string' && name !== '' ? `an instance of ${name}` : 'an unknown object'
}

function refuse(path: string, what: string): never {
  throw new CoatcheckError(
    'ERR_NOT_SERIALIZABLE',
    `${path} holds ${what}, which would not come back as it was; keep plain objects, arrays, ` +
      'strings, numbers, booleans, null, undefined, bigint, Date, Map, Set or Uint8Array',
  )
}

/**
 * Which values come back as exactly what they were, and where the first one is that does not.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

const maxDepth = 200

// Beyond this many values the slower notation is taken, which writes shared objects only once.
const maxPlainValues = 100_000

/** Says whether plain JSON keeps the value exactly. */
export function isPlainJson(value: unknown): boolean {
  return isPlain(value, 0, { left: maxPlainValues })
}

interface Budget {
  left: number
}

function isPlain(value: unknown, depth: number, budget: Budget): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return true
    case 'number':
      return Number.isFinite(value) && !Object.is(value, -0)
    case 'object':
      if (value === null) return true
      if (depth >= maxDepth) return false
      return Array.isArray(value)
        ? isPlainArray(value, depth, budget)
        : isPlainObject(value, depth, budget)
    default:
      return false
  }
}

function isPlainArray(array: readonly unknown[], depth: number, budget: Budget): boolean {
  // A property that is no element changes this count; 'length' is one more name. Where a hole makes up
  // for it, the hole is `undefined` among the elements.
  if (ownKeyCount(array) !== array.length + 1) return false
  return isArrayPrototype(Object.getPrototypeOf(array)) && arePlain(array, depth, budget)
}

function isPlainObject(object: object, depth: number, budget: Budget): boolean {
  if (!isObjectPrototype(Object.getPrototypeOf(object))) return false
  const values: readonly unknown[] = Object.values(object)
  // A symbol, or what is not enumerable, such as a hidden toJSON, would be lost or would change the
  // rest.
  if (ownKeyCount(object) !== values.length) return false
  return arePlain(values, depth, budget)
}

// Asked for apart, names come from what V8 keeps of a shape; `Reflect.ownKeys` makes its list each time.
function ownKeyCount(object: object): number {
  return Object.getOwnPropertyNames(object).length + Object.getOwnPropertySymbols(object).length
}

function arePlain(values: readonly unknown[], depth: number, budget: Budget): boolean {
  budget.left -= values.length
  if (budget.left < 0) return false
  for (const value of values) if (!isPlain(value, depth + 1, budget)) return false
  return true
}

// Objects and lists of another realm (a vm, a test runner's sandbox) count as plain too.
function isObjectPrototype(prototype: unknown): boolean {
  if (prototype === Object.prototype) return true
  return (
    isObject(prototype) && Object.getPrototypeOf(prototype) === null && isNamed(prototype, 'Object')
  )
}

function isArrayPrototype(prototype: unknown): boolean {
  if (prototype === Array.prototype) return true
  if (!isObject(prototype) || !isNamed(prototype, 'Array')) return false
  const parent: unknown = Object.getPrototypeOf(prototype)
  return isObject(parent) && Object.getPrototypeOf(parent) === null
}

function isNamed(prototype: object, name: string): boolean {
  const maker: unknown = Object.hasOwn(prototype, 'constructor') ? prototype.constructor : undefined
  return typeof maker === 'function' && maker.name === name
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/**
 * Refuses a value that would not come back as it was.
 *
 * @param path what the value is called in the message
 * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE` naming the path and what is there
 */
export function assertKeepable(value: unknown, path: string): void {
  walk(value, path, [], new Set())
}

type Ancestors = readonly object[]

function walk(value: unknown, path: string, ancestors: Ancestors, seen: Set<object>): void {
  if (typeof value === 'function' || typeof value === 'symbol') refuse(path, `a ${typeof value}`)
  if (!isObject(value)) return
  if (ancestors.includes(value)) refuse(path, 'a cycle')
  if (seen.has(value)) return
  if (ancestors.length >= maxDepth) refuse(path, `nested deeper than ${maxDepth} levels`)
  const inside = [...ancestors, value]
  const prototype: unknown = Object.getPrototypeOf(value)
  // Runtimes put symbols of their own on instances, such as on a Promise or a URL.
  if (Object.getOwnPropertySymbols(value).length > 0) {
    refuse(path, isKeptKind(value, prototype) ? 'an object with symbol keys' : nameOf(value))
  }
  if (Array.isArray(value)) walkArray(value, path, inside, seen)
  else if (prototype === null || isObjectPrototype(prototype)) walkObject(value, path, inside, seen)
  else walkInstance(value, path, inside, seen)
  seen.add(value)
}

function isKeptKind(value: object, prototype: unknown): boolean {
  if (Array.isArray(value) || prototype === null || isObjectPrototype(prototype)) return true
  return [Uint8Array, Map, Set, Date].some((kind) => kind.prototype === prototype)
}

function walkInstance(value: object, path: string, inside: Ancestors, seen: Set<object>): void {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Uint8Array.prototype && value instanceof Uint8Array) {
    refuseHidden(value, value.length, path)
    return
  }
  if (prototype === Map.prototype && value instanceof Map) {
    for (const [key, element] of value) {
      const at = `${path}.get(${typeof key === 'string' ? JSON.stringify(key) : '…'})`
      walk(key, at, inside, seen)
      walk(element, at, inside, seen)
    }
  } else if (prototype === Set.prototype && value instanceof Set) {
    for (const element of value) walk(element, `${path}.values()`, inside, seen)
  } else if (prototype !== Date.prototype) {
    refuse(path, nameOf(value))
  }
  refuseHidden(value, 0, path)
}

function refuseHidden(value: object, visible: number, path: string): void {
  if (Object.getOwnPropertyNames(value).length === visible) return
  refuse(path, `${nameOf(value)} with properties of its own`)
}

function walkArray(
  array: readonly unknown[],
  path: string,
  inside: Ancestors,
  seen: Set<object>,
): void {
  for (const key of Object.keys(array)) {
    const index = Number(key)
    if (!(Number.isInteger(index) && index >= 0 && String(index) === key)) {
      refuse(`${path}.${key}`, 'a named property of an array')
    }
    walk(array[index], `${path}[${key}]`, inside, seen)
  }
  if (!isArrayPrototype(Object.getPrototypeOf(array))) refuse(path, nameOf(array))
  refuseHidden(array, Object.keys(array).length + 1, path)
}

function walkObject(object: object, path: string, inside: Ancestors, seen: Set<object>): void {
  refuseHidden(object, Object.keys(object).length, path)
  for (const [key, element] of Object.entries(object)) {
    const at = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key)
      ? `${path}.${key}`
      : `${path}[${JSON.stringify(key)}]`
    if (key === '__proto__') refuse(at, 'a key that only plain JSON can keep')
    walk(element, at, inside, seen)
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

/**
 * Values as Flask's tagged JSON.
 *
 * @see Flask 3.1 `flask/json/tag.py` (`TaggedJSONSerializer`)
 * @module
 */

import { CoatcheckError } from '../../errors.ts'
import { maxDepth } from './json-tree.ts'
import { kindOf } from './kinds.ts'
import { pathOf, rootPath } from './paths.ts'
import { isFlaskYear } from './read-json.ts'
import { isTag, wrap } from './tags.ts'

// More than a cookie can hold; what stands in many places is written each time.
const maxValues = 100_000

/**
 * Writes a session's dict.
 *
 * @param floats the paths of whole numbers that are floats in Python
 * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE` naming the path of what Flask cannot read
 */
export function writeFlaskJson(data: object, floats: ReadonlySet<string>): string {
  let left = maxValues

  const valueText = (value: unknown, path: string, depth: number): string => {
    left -= 1
    if (left < 0 || depth > maxDepth) return refuse(path, 'too much, or nested too deep,')
    switch (typeof value) {
      case 'string':
      case 'boolean':
        return JSON.stringify(value)
      case 'bigint':
        return value.toString()
      case 'number':
        return numberText(value, floats.has(path))
      case 'object':
        if (value === null) return 'null'
        return Array.isArray(value) ? listText(value, path, depth) : objectText(value, path, depth)
      default:
        return refuse(path, String(value))
    }
  }

  const listText = (list: readonly unknown[], path: string, depth: number): string => {
    // A hole is read as undefined, which is refused.
    const items = Array.from(list, (item, i) => valueText(item, pathOf(path, i), depth + 1))
    return `[${items.join(',')}]`
  }

  const objectText = (value: object, path: string, depth: number): string => {
    if (value instanceof Uint8Array) return tagged(' b', JSON.stringify(base64(value)))
    if (value instanceof Date) return tagged(' d', JSON.stringify(dateText(value, path)))
    if (value instanceof Map) return mapText(value, path, depth)
    if (value instanceof Set) return refuse(path, 'a Set')
    const [only, ...others] = Object.keys(value)
    const isWrapped = only !== undefined && others.length === 0 && isTag(only)
    const members = Object.entries(value).map(([key, member]) => {
      const name = isWrapped && isTag(key) ? wrap(key) : key
      return `${JSON.stringify(name)}:${valueText(member, pathOf(path, key), depth + 1)}`
    })
    const text = `{${members.join(',')}}`
    return isWrapped ? tagged(' di', text) : text
  }

  const mapText = (map: ReadonlyMap<unknown, unknown>, path: string, depth: number): string => {
    const known = kindOf(map)
    if (known === undefined) return refuse(path, 'a Map')
    if (known.kind === 'tuple') return tagged(' t', listText(known.value, path, depth + 1))
    return known.kind === 'markup'
      ? tagged(' m', JSON.stringify(known.value))
      : tagged(' u', JSON.stringify(known.value.replaceAll('-', '')))
  }

  return valueText(data, rootPath, 0)
}

function numberText(value: number, isFloat: boolean): string {
  if (Object.is(value, -0)) return '-0.0'
  const text = String(value)
  // Beyond 2^53 a whole number of Python is a bigint here, so this was or becomes a float.
  const needsPoint = Number.isInteger(value) && (isFloat || !Number.isSafeInteger(value))
  return needsPoint && !text.includes('e') ? `${text}.0` : text
}

function dateText(date: Date, path: string): string {
  const isWhole = date.getTime() % 1_000 === 0
  if (isWhole && isFlaskYear(date)) return date.toUTCString()
  return refuse(path, 'a Date that is not of whole seconds in the years 100 to 9999')
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

function tagged(tag: string, text: string): string {
  return `{${JSON.stringify(tag)}:${text}}`
}

function refuse(path: string, what: string): never {
  throw new CoatcheckError(
    'ERR_NOT_SERIALIZABLE',
    `${path} holds ${what}, which Flask could not read as it is; keep plain objects, arrays, ` +
      'strings, numbers, booleans, null, bigint, Uint8Array, a Date of whole seconds, and what ' +
      'tuple(), uuid() and markup() make',
  )
}

/**
 * Flask's tagged JSON as values: what a session holds, with the kinds that Python tells apart.
 *
 * @see Flask 3.1 `flask/json/tag.py` (`TaggedJSONSerializer`)
 * @module
 */

import { type JsonTree, jsonTree } from './json-tree.ts'
import { markup, tuple, uuid } from './kinds.ts'
import { pathOf, rootPath } from './paths.ts'
import { isTag, type Tag, wrapped } from './tags.ts'

/** A Flask session's dict, as it was written. */
export interface FlaskDict {
  /** The values by their keys. */
  readonly data: Record<string, unknown>
  /** The paths of whole numbers that Python has as floats (`1.0`), which JavaScript cannot see. */
  readonly floats: ReadonlySet<string>
}

/**
 * Reads the text of a session.
 *
 * It is stricter than Flask: of each value there is the one spelling that Flask writes.
 *
 * @throws {SyntaxError} or the like, when it is none
 */
export function readFlaskJson(text: string): FlaskDict {
  const tree = jsonTree(text)
  const floats = new Set<string>()
  if (tree.type !== 'dict') return fail()
  const tagged = tagOf(tree)
  if (tagged === undefined) return { data: dictOf(tree, rootPath, floats), floats }
  // Flask takes a tuple of pairs for a dict, too, but writes none.
  return tagged.tag === ' di' ? { data: unwrapped(tagged.inner, rootPath, floats), floats } : fail()
}

type Dict = Extract<JsonTree, { type: 'dict' }>

function valueIn(tree: JsonTree, path: string, floats: Set<string>): unknown {
  switch (tree.type) {
    case 'value':
      return tree.value
    case 'float':
      // Other floats are written as such by themselves.
      if (Number.isSafeInteger(tree.value)) floats.add(path)
      return tree.value
    case 'list':
      return tree.items.map((item, i) => valueIn(item, pathOf(path, i), floats))
    case 'dict': {
      const tagged = tagOf(tree)
      return tagged === undefined
        ? dictOf(tree, path, floats)
        : untagged(tagged.tag, tagged.inner, path, floats)
    }
  }
}

function dictOf({ entries }: Dict, path: string, floats: Set<string>): Record<string, unknown> {
  const dict: Record<string, unknown> = {}
  for (const [key, tree] of entries) {
    // Plain assignment to `__proto__` would change the object's prototype.
    Object.defineProperty(dict, key, {
      value: valueIn(tree, pathOf(path, key), floats),
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return dict
}

function tagOf({ entries }: Dict): { readonly tag: Tag; readonly inner: JsonTree } | undefined {
  const [first] = entries
  if (entries.size !== 1 || first === undefined) return undefined
  const [tag, inner] = first
  return isTag(tag) ? { tag, inner } : undefined
}

function untagged(tag: Tag, inner: JsonTree, path: string, floats: Set<string>): unknown {
  if (tag === ' di') return unwrapped(inner, path, floats)
  if (tag === ' t') {
    if (inner.type !== 'list') return fail()
    return tuple(inner.items.map((item, i) => valueIn(item, pathOf(path, i), floats)))
  }
  if (inner.type !== 'value' || typeof inner.value !== 'string') return fail()
  const { value } = inner
  switch (tag) {
    case ' b':
      return bytesOf(value)
    case ' m':
      return markup(value)
    case ' u':
      return uuidOf(value)
    case ' d':
      return dateOf(value)
  }
}

// A dict whose only key looks like a tag: Flask writes two underscores behind it.
function unwrapped(inner: JsonTree, path: string, floats: Set<string>): Record<string, unknown> {
  if (inner.type !== 'dict' || inner.entries.size !== 1) return fail()
  const [[key, tree] = fail()] = inner.entries
  const tag = wrapped(key)
  if (tag === undefined) return fail()
  return dictOf({ type: 'dict', entries: new Map([[tag, tree]]) }, path, floats)
}

function bytesOf(base64: string): Uint8Array {
  const bytes = Buffer.from(base64, 'base64')
  return bytes.toString('base64') === base64 ? Uint8Array.from(bytes) : fail()
}

function uuidOf(hex: string): unknown {
  const [, ...parts] =
    /^([\da-f]{8})([\da-f]{4})([\da-f]{4})([\da-f]{4})([\da-f]{12})$/.exec(hex) ?? []
  return parts.length === 0 ? fail() : uuid(parts.join('-'))
}

// HTTP-date in the one form that Flask writes (RFC 9110 §5.6.7); JavaScript writes the same.
function dateOf(text: string): Date {
  const date = new Date(text)
  return date.toUTCString() === text && isFlaskYear(date) ? date : fail()
}

/** Says whether Python reads the year of an HTTP-date as it is: it takes 99 for 1999. */
export function isFlaskYear(date: Date): boolean {
  const year = date.getUTCFullYear()
  return year >= 100 && year <= 9_999
}

function fail(): never {
  throw new SyntaxError('this is no session of Flask')
}

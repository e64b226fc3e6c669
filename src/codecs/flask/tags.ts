/**
 * The tags of Flask's JSON: an object whose only key is one of them stands for another kind of value.
 *
 * @see Flask 3.1 `flask/json/tag.py`
 * @module
 */

/** A tag: dict whose key looks like a tag, tuple, bytes, markup, UUID, datetime. */
export type Tag = ' di' | ' t' | ' b' | ' m' | ' u' | ' d'

const tags: ReadonlySet<string> = new Set<Tag>([' di', ' t', ' b', ' m', ' u', ' d'])

// What Flask writes behind such a key, so that it is no tag any more.
const mark = '__'

/** Says whether a key is a tag. */
export function isTag(key: string): key is Tag {
  return tags.has(key)
}

/** Gives the key under which a dict's only key that looks like a tag is written. */
export function wrap(tag: Tag): string {
  return `${tag}${mark}`
}

/** Gives the key that was so written, or `undefined` when none was. */
export function wrapped(key: string): Tag | undefined {
  const tag = key.slice(0, -mark.length)
  return key.endsWith(mark) && isTag(tag) ? tag : undefined
}

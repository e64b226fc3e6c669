/**
 * What Python tells apart and JavaScript does not: tuples, UUIDs and markup. Each is a `Map` with one
 * entry, so that it stays what it is in `session.update()`, and so that no JSON that a visitor sent
 * can pass for one.
 *
 * @module
 */

import { CoatcheckError } from '../../errors.ts'

/** A Python tuple: `value.get('tuple')` is its items. */
export interface FlaskTuple<Items extends readonly unknown[] = readonly unknown[]>
  extends ReadonlyMap<'tuple', Items> {
  /** Gives the items. */
  get(key: 'tuple'): Items
}

/** A Python UUID: `value.get('uuid')` is its text, lower case and with hyphens. */
export interface FlaskUuid extends ReadonlyMap<'uuid', string> {
  /** Gives the text. */
  get(key: 'uuid'): string
}

/** Text that Flask takes for safe HTML: `value.get('markup')` is that HTML. */
export interface FlaskMarkup extends ReadonlyMap<'markup', string> {
  /** Gives the HTML. */
  get(key: 'markup'): string
}

/** One of the three, taken out of its `Map`. */
export type FlaskKind =
  | { readonly kind: 'tuple'; readonly value: readonly unknown[] }
  | { readonly kind: 'uuid' | 'markup'; readonly value: string }

// UUID = 8-4-4-4-12 hexadecimal digits (RFC 9562 §4), in lower case as Python writes it
const uuidText = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/

/**
 * Makes a tuple for Flask, for example `tuple(['error', 'Try again'])`.
 *
 * @param items what it holds, in order
 */
export function tuple<const Items extends readonly unknown[]>(items: Items): FlaskTuple<Items> {
  // The one entry is there, so `get('tuple')` gives the items.
  return new Map([['tuple', [...items]]]) as ReadonlyMap<'tuple', unknown> as FlaskTuple<Items>
}

/**
 * Makes a UUID for Flask.
 *
 * @param text 32 hexadecimal digits with hyphens, in any case, as `crypto.randomUUID()` gives it
 * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE` when it is no UUID
 */
export function uuid(text: string): FlaskUuid {
  const lower = text.toLowerCase()
  if (!uuidText.test(lower)) {
    throw new CoatcheckError(
      'ERR_NOT_SERIALIZABLE',
      'uuid(text): it is no UUID; give 32 hexadecimal digits with hyphens, as crypto.randomUUID() does',
    )
  }
  // The one entry is there, so `get('uuid')` gives the text.
  return new Map([['uuid', lower]]) as ReadonlyMap<'uuid', string> as FlaskUuid
}

/**
 * Makes markup for Flask, whose templates write it without escaping: never of what a visitor typed.
 *
 * @param html the HTML
 */
export function markup(html: string): FlaskMarkup {
  // The one entry is there, so `get('markup')` gives the HTML.
  return new Map([['markup', html]]) as ReadonlyMap<'markup', string> as FlaskMarkup
}

/** Says which kind a `Map` is, or `undefined` when it is one that Flask knows nothing of. */
export function kindOf(map: ReadonlyMap<unknown, unknown>): FlaskKind | undefined {
  if (map.size !== 1) return undefined
  const [kind, value] = [...map][0] ?? []
  if (kind === 'tuple' && Array.isArray(value)) return { kind, value }
  if (kind === 'markup' && typeof value === 'string') return { kind, value }
  if (kind === 'uuid' && typeof value === 'string' && uuidText.test(value)) return { kind, value }
  return undefined
}

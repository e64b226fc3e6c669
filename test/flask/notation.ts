/**
 * The notation of the vectors for what Python tells apart, and the values that stand for it here.
 *
 * @module
 */

import { markup, tuple, uuid } from 'coatcheck/codecs/flask'

const kinds: Readonly<Record<string, (inner: never) => unknown>> = {
  $tuple: (items: readonly unknown[]) => tuple(items.map(valueIn)),
  $bytes_hex: (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex')),
  $uuid: uuid,
  $markup: markup,
  $datetime: (iso: string) => new Date(iso),
  $int: (digits: string) => BigInt(digits),
  $float: (text: string) => floatOf(text),
  $dict: (pairs: readonly [string, unknown][]) => dictOf(pairs),
}

/** Gives the value that the notation spells, as a session here holds it. */
export function valueIn(spelled: unknown): unknown {
  if (typeof spelled !== 'object' || spelled === null) return spelled
  if (Array.isArray(spelled)) return spelled.map(valueIn)
  const [first, ...others] = Object.entries(spelled)
  const kind = first !== undefined && others.length === 0 ? kindOf(first[0]) : undefined
  // The notation was written by the same hand as the table above.
  return kind === undefined ? dictOf(Object.entries(spelled)) : kind(first?.[1] as never)
}

function kindOf(name: string): ((inner: never) => unknown) | undefined {
  return Object.hasOwn(kinds, name) ? kinds[name] : undefined
}

function floatOf(repr: string): number {
  if (repr === 'nan') return Number.NaN
  return Number(repr.replace('inf', 'Infinity'))
}

function dictOf(entries: readonly (readonly [string, unknown])[]): object {
  const dict = {}
  for (const [key, spelled] of entries) {
    Object.defineProperty(dict, key, {
      value: valueIn(spelled),
      writable: true,
      enumerable: true,
      configurable: true,
    })
  }
  return dict
}

/**
 * Random values of every type that a session promises to keep.
 *
 * @module
 */

import fc, { type Arbitrary } from 'fast-check'

/** Any text that JavaScript can hold, halves of surrogate pairs included. */
export const anyText: Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 8 })
    .map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.integer({ min: 0xd800, max: 0xdfff }), { maxLength: 3 })
    .map((units) => String.fromCharCode(...units)),
  fc.constantFrom('<script>', '\u2028\u2029', '\0', '\\u0041', '"', '-1', 'undefined'),
)

const awkwardKeys = [
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toJSON',
  'then',
  'length',
  '',
  '0',
  '-1',
  '01',
  '4294967295',
  'Bytes',
] as const

const richKey: Arbitrary<string> = fc
  .oneof(anyText, fc.constantFrom(...awkwardKeys))
  .filter((key) => key !== '__proto__')

const jsonKey: Arbitrary<string> = fc.oneof(
  anyText,
  fc.constantFrom(...awkwardKeys, '__proto__', '__defineGetter__'),
)

const jsonNumber = fc
  .oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), fc.maxSafeInteger())
  .filter((number) => !Object.is(number, -0))

/** What plain JSON keeps exactly, `__proto__` as a key included. */
const jsonValue: Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(anyText, fc.boolean(), fc.constant(null), jsonNumber),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(jsonKey, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value

/** A whole session's data of what plain JSON keeps. */
export const jsonData: Arbitrary<Record<string, unknown>> = fc.dictionary(jsonKey, jsonValue, {
  maxKeys: 4,
  noNullPrototype: true,
})

/** Bytes, sometimes as a view into a larger buffer. */
const anyBytes: Arbitrary<Uint8Array> = fc
  .tuple(fc.uint8Array({ maxLength: 24 }), fc.nat({ max: 8 }), fc.nat({ max: 8 }))
  .map(([bytes, skip, drop]) => bytes.subarray(skip, Math.max(skip, bytes.length - drop)))

const leaf: Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Infinity, -Infinity),
  fc.double(),
  fc.bigInt(),
  fc.date({ noInvalidDate: false }),
  anyBytes,
)

/** Anything that a session promises to keep, but for cycles and the key `__proto__`. */
const richValue: Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.sparseArray(tie('value'), { maxNumElements: 3, maxLength: 40 }),
    fc.dictionary(richKey, tie('value'), { maxKeys: 3, noNullPrototype: false }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 3 }).map((list) => new Map(list)),
    fc.array(tie('value'), { maxLength: 3 }).map((list) => new Set(list)),
  ),
})).value

/** A whole session's data of anything that a session promises to keep. */
export const richData: Arbitrary<Record<string, unknown>> = fc.dictionary(richKey, richValue, {
  maxKeys: 3,
  noNullPrototype: true,
})

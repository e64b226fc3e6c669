/**
 * Random data of a Flask session, with every kind of value that Flask tells apart, in the notation of
 * the vectors.
 *
 * @module
 */

import fc from 'fast-check'

const odd = [' t', ' di', ' b', ' m', ' u', ' d', ' t__', ' di__', 'constructor', '$tuple', '$dict']
const texts = ['', 'Ada', '東京', '🙂', 'a\0b\x7f\u2028', '\ud800', '</script>', '"\\/', '\ufeff']

// Below the surrogates, where JavaScript and Python sort alike.
const key = fc.oneof(
  fc.constantFrom(...odd),
  fc.string({
    unit: fc.integer({ min: 0, max: 0xd7ff }).map((code) => String.fromCharCode(code)),
    maxLength: 6,
  }),
)
const text = fc.oneof(fc.constantFrom(...texts), fc.string({ unit: 'binary', maxLength: 12 }))

const leaf = fc.oneof(
  fc.constantFrom(null, true, false),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 53n, max: 2n ** 200n }).map((n) => ({ $int: String(n) })),
  fc.bigInt({ min: -(2n ** 70n), max: -(2n ** 53n) }).map((n) => ({ $int: String(n) })),
  fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
  fc.integer().map((n) => ({ $float: `${n}.0` })),
  fc
    .constantFrom('-0.0', '9007199254740991.0', '9007199254740992.0', '1e+16', '1e+21', '1e+300')
    .map((repr) => ({ $float: repr })),
  fc.constantFrom('nan', 'inf', '-inf').map((repr) => ({ $float: repr })),
  text,
  text.map((html) => ({ $markup: html })),
  fc
    .uint8Array({ maxLength: 20 })
    .map((bytes) => ({ $bytes_hex: Buffer.from(bytes).toString('hex') })),
  fc.uuid().map((id) => ({ $uuid: id })),
  // The years 100 to 9999.
  fc.integer({ min: -59_011_459_200, max: 253_402_300_799 }).map((seconds) => ({
    $datetime: new Date(seconds * 1_000).toISOString().replace('.000Z', '+00:00'),
  })),
)

/** Any value. */
export const randomValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 4 }).map((items) => ({ $tuple: items })),
    dictOf(tie('value')),
  ),
})).value

function dictOf(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .uniqueArray(fc.tuple(key, value), { selector: ([name]) => name, maxLength: 4 })
    .map((pairs) =>
      pairs.some(([name]) => name.startsWith('$'))
        ? { $dict: pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)) }
        : Object.fromEntries(pairs),
    )
}

import { describe, expect, it } from 'vitest'
import { identical } from '../../test/property/identical.ts'
import { readLossless, sameText, writeLossless } from './lossless-json.ts'

function back(value: unknown): unknown {
  return readLossless(writeLossless(value, 'data'))
}

const shared = { city: 'Bern' }

describe('writeLossless', () => {
  it('writes plain JSON as JSON, and everything else in the rich notation', () => {
    expect(writeLossless({ a: [1, 'x'] }, 'data')).toEqual({ text: '{"a":[1,"x"]}', rich: false })
    expect(writeLossless({ a: 1n }, 'data').rich).toBe(true)
  })

  it.each([
    ['a Date', new Date(1_800_000_000_123)],
    ['the first and the last moment', [new Date(-8.64e15), new Date(8.64e15)]],
    ['moments about the year zero', [new Date(-62_198_755_200_000), new Date(-62_167_219_200_000)]],
    ['an invalid Date', new Date(Number.NaN)],
    ['numbers JSON cannot write', [Number.NaN, Infinity, -Infinity, -0, 0]],
    ['the edges of numbers', [5e-324, 1.7976931348623157e308, -(2 ** 53), 0.1 + 0.2]],
    ['a bigint', [0n, -(2n ** 200n)]],
    ['undefined, which is not absent', { a: undefined }],
    ['a hole, which is not undefined', Object.assign(new Array(3), { 1: undefined, 2: null })],
    ['a list of holes only', new Array(5)],
    ['the longest list', Object.assign(new Array(2 ** 32 - 1), { 7: 'x' })],
    ['no bytes', new Uint8Array(0)],
    ['bytes', Uint8Array.from({ length: 256 }, (_, i) => i)],
    ['a view of bytes', new Uint8Array([1, 2, 3, 4]).subarray(1, 3)],
    [
      'a Map in order, with keys of any kind',
      new Map<unknown, unknown>([
        [{ a: 1 }, 1],
        [1, 2],
        ['1', 3],
        [Number.NaN, 4],
      ]),
    ],
    ['a Set in order', new Set<unknown>(['b', 'a', undefined, Number.NaN, new Set([1n])])],
    ['an object without a prototype', Object.assign(Object.create(null), { b: 1, a: 2 })],
    ['keys of Object.prototype', { constructor: 1, toString: undefined, hasOwnProperty: 1n }],
    ['halves of surrogate pairs', { '\ud800': '\udfff', x: '\udc00\ud800', y: 1n }],
    ['text that looks like the rich notation', { a: '["Bytes",1]', b: ['Bytes', 'AAAA'], c: 1n }],
    ['what ends a script', ['</script>\u2028', undefined]],
  ])('keeps %s', (_, value) => {
    expect(identical(back(value), value)).toBe(true)
    expect(identical(back({ value, big: 1n }), { value, big: 1n })).toBe(true)
  })

  it('keeps a key __proto__ in plain JSON as a key, without touching the prototype', () => {
    const value: unknown = JSON.parse('{"a":{"__proto__":{"isAdmin":true}}}')
    const read = back(value)
    expect(identical(read, value)).toBe(true)
    expect(Reflect.get(Object(Reflect.get(Object(read), 'a')), 'isAdmin')).toBeUndefined()
  })

  it('refuses a key __proto__ beside rich values, by its path', () => {
    const value = { big: 1n, a: JSON.parse('{"__proto__":1}') }
    expect(() => writeLossless(value, 'data')).toThrow(/^data\.a\.__proto__ holds a key/)
  })

  it('gives bytes a buffer of their own', () => {
    const large = new Uint8Array(1_000).fill(7)
    const read = back([large.subarray(10, 12)])
    if (!(Array.isArray(read) && read[0] instanceof Uint8Array)) throw new Error('no bytes')
    expect(read[0].buffer.byteLength).toBe(2)
  })

  it('writes a view of bytes without the bytes around it', () => {
    const around = new Uint8Array(Buffer.from('password-password'))
    const { text } = writeLossless({ view: around.subarray(8, 9) }, 'data')
    expect(text).toBe(writeLossless({ view: new Uint8Array([45]) }, 'data').text)
  })

  it('keeps one object in two places equal in both', () => {
    expect(back({ home: shared, work: shared })).toEqual({ home: shared, work: shared })
    expect(back({ home: shared, work: shared, big: 1n })).toEqual({
      home: shared,
      work: shared,
      big: 1n,
    })
  })

  it('visits an object in many places a bounded number of times', () => {
    let visits = 0
    const innermost = {
      get big() {
        visits += 1
        return 1n
      },
    }
    let value: unknown = innermost
    for (let i = 0; i < 16; i += 1) value = [value, value]
    writeLossless(value, 'data')
    expect(visits).toBeLessThan(100)
  })
})

describe('readLossless', () => {
  it.each([
    ['an empty text', ''],
    ['half a text', '[{"a":1'],
    ['an index beyond the end', '[{"a":5}]'],
    ['a type that was never written', '[["Function",1],"x"]'],
    ['a key __proto__ in the rich notation', '[{"__proto__":1},1]'],
  ])('throws for %s', (_, text) => {
    expect(() => readLossless({ text, rich: true })).toThrow()
  })

  it('throws for text that is no JSON', () => {
    expect(() => readLossless({ text: '{', rich: false })).toThrow(SyntaxError)
  })
})

describe('sameText', () => {
  it('tells the notations apart', () => {
    expect(sameText({ text: '[1]', rich: false }, { text: '[1]', rich: true })).toBe(false)
    expect(sameText({ text: '[1]', rich: true }, { text: '[1]', rich: true })).toBe(true)
  })
})

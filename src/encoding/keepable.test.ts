import { createContext, runInContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import { CoatcheckError } from '../errors.ts'
import { assertKeepable, isPlainJson } from './keepable.ts'

class Price {
  readonly cents = 995
}

function nested(depth: number, innermost: unknown = 1): unknown {
  let value = innermost
  for (let i = 0; i < depth; i += 1) value = i % 2 === 0 ? { inner: value } : [value]
  return value
}

function refusal(value: unknown): string {
  try {
    assertKeepable(value, 'data')
  } catch (error) {
    if (!(error instanceof CoatcheckError)) throw error
    expect(error.code).toBe('ERR_NOT_SERIALIZABLE')
    return error.message
  }
  return 'nothing was refused'
}

/** Runs a script in another realm, with its own `Object`, `Array`, `Map` and so on. */
function elsewhere(script: string): unknown {
  return runInContext(script, createContext({}))
}

describe('assertKeepable', () => {
  it.each([
    ['data.cart[3].price', { cart: [1, 2, 3, { price: () => 9 }] }, 'a function'],
    ['data.cart[3].price', { cart: [1, 2, 3, { price: new Price() }] }, 'an instance of Price'],
    ['data["two words"].x', { 'two words': { x: Symbol('x') } }, 'a symbol'],
    ['data[""]', { '': () => 1 }, 'a function'],
    ['data["0"]', { 0: () => 1 }, 'a function'],
    ['data.größe', { größe: () => 1 }, 'a function'],
    ['data.$el', { $el: () => 1 }, 'a function'],
    ['data.byId.get("a\\"b")', { byId: new Map([['a"b', Symbol('x')]]) }, 'a symbol'],
    ['data.byId.get(…)', { byId: new Map([[7, Symbol('x')]]) }, 'a symbol'],
    ['data.byId.get(…).key', { byId: new Map([[{ key: () => 1 }, 1]]) }, 'a function'],
    ['data.tags.values()', { tags: new Set([1, new Price()]) }, 'an instance of Price'],
    ['data.list[2]', { list: Object.assign(new Array(3), { 2: () => 1 }) }, 'a function'],
    ['data.bytes', { bytes: Buffer.from('x') }, 'an instance of Buffer'],
    ['data.bytes', { bytes: new Uint16Array(1) }, 'an instance of Uint16Array'],
    ['data.bytes', { bytes: new ArrayBuffer(1) }, 'an instance of ArrayBuffer'],
    ['data.error', { error: new TypeError('x') }, 'an instance of TypeError'],
    ['data.pattern', { pattern: /x/ }, 'an instance of RegExp'],
    ['data.url', { url: new URL('http://localhost/') }, 'an instance of URL'],
    ['data.promise', { promise: Promise.resolve(1) }, 'an instance of Promise'],
    ['data.weak', { weak: new WeakMap() }, 'an instance of WeakMap'],
    ['data.boxed', { boxed: Object('text') }, 'an instance of String'],
    ['data.child', { child: Object.create({ inherited: 1 }) }, 'an instance of Object'],
    ['data.big', { big: Object(1n) }, 'an instance of BigInt'],
  ])('names %s and what is there', (path, value, what) => {
    expect(refusal(value).startsWith(`${path} holds ${what}, `)).toBe(true)
  })

  it('refuses subclasses of what it keeps', () => {
    class Day extends Date {}
    class Cart extends Map {}
    class Tags extends Set {}
    class List extends Array {}
    class Bytes extends Uint8Array {}
    for (const value of [new Day(), new Cart(), new Tags(), new List(), new Bytes(1)]) {
      expect(refusal({ value })).toMatch(/^data\.value holds an instance of/)
    }
  })

  it('refuses symbol keys wherever they are', () => {
    const key = Symbol('hidden')
    const withKey = <T extends object>(value: T): T => Object.assign(value, { [key]: 1 })
    for (const value of [{}, [], new Map(), new Set(), new Date(0), new Uint8Array(1)]) {
      expect(refusal({ value: withKey(value) })).toMatch(/^data\.value holds .*symbol keys/)
    }
  })

  it('refuses properties of its own on anything but an object', () => {
    const named = <T extends object>(value: T): T => Object.assign(value, { label: 'x' })
    expect(refusal({ value: named([1]) })).toMatch(/^data\.value\.label holds a named property/)
    for (const value of [new Map(), new Set(), new Date(0)]) {
      expect(refusal({ value: named(value) })).toMatch(/properties of its own/)
    }
  })

  it('refuses properties of its own on bytes', () => {
    expect(refusal({ value: Object.assign(new Uint8Array(1), { label: 'x' }) })).toMatch(
      /^data\.value/,
    )
  })

  it('refuses a cycle where it closes', () => {
    const cart: Record<string, unknown> = {}
    cart['owner'] = { cart }
    expect(refusal({ cart })).toMatch(/^data\.cart\.owner\.cart holds a cycle/)
  })

  it('refuses a cycle through a Map, as key and as value, and through a Set', () => {
    const byValue = new Map<unknown, unknown>()
    byValue.set('self', [byValue])
    expect(refusal({ byValue })).toMatch(/^data\.byValue\.get\("self"\)\[0\] holds a cycle/)
    const byKey = new Map<unknown, unknown>()
    byKey.set(byKey, 1)
    expect(refusal({ byKey })).toMatch(/^data\.byKey\.get\(…\) holds a cycle/)
    const set = new Set<unknown>()
    set.add({ set })
    expect(refusal({ set })).toMatch(/^data\.set\.values\(\)\.set holds a cycle/)
  })

  it('keeps one object in two places, which is no cycle', () => {
    const address = { city: 'Bern' }
    expect(refusal({ home: address, work: address })).toBe('nothing was refused')
  })

  it('keeps 200 levels and refuses 201, in both notations', () => {
    expect(isPlainJson(nested(200))).toBe(true)
    expect(isPlainJson(nested(201))).toBe(false)
    expect(refusal(nested(200, 1n))).toBe('nothing was refused')
    expect(refusal(nested(201, 1n))).toMatch(/holds nested deeper than 200 levels/)
  })

  it('refuses nesting of 100,000 levels without running out of stack', () => {
    expect(refusal(nested(100_000))).toMatch(/nested deeper than 200 levels/)
    let map: unknown = 1
    for (let i = 0; i < 100_000; i += 1) map = new Map([[map, map]])
    expect(isPlainJson(map)).toBe(false)
  })

  it('never quotes a value that it refuses', () => {
    const secret = 'hunter2-hunter2'
    class Account {
      readonly password = secret
    }
    expect(refusal({ account: new Account(), list: [secret] })).not.toContain(secret)
    expect(refusal({ call: () => secret })).not.toContain(secret)
  })

  it('refuses an object that only looks plain because its prototype is bare', () => {
    const bare = Object.assign(Object.create(null), { inherited: 1 })
    expect(refusal({ value: Object.create(bare) })).toMatch(/^data\.value/)
    // `extends null` is how a class gets a bare prototype.
    const Bare = class extends (null as unknown as ObjectConstructor) {}
    expect(refusal({ value: Reflect.construct(Object, [], Bare) })).toMatch(/^data\.value/)
  })
})

describe('isPlainJson', () => {
  it.each([
    ['text', 'x'],
    ['half of a surrogate pair', '\ud800'],
    ['a number', 1.5],
    ['true', true],
    ['null', null],
    ['a list', [1, ['x', null]]],
    ['an object with a key __proto__', JSON.parse('{"__proto__":1}')],
    ['a frozen object', Object.freeze({ a: Object.freeze([1]) })],
  ])('holds for %s', (_, value) => {
    expect(isPlainJson(value)).toBe(true)
  })

  it.each([
    ['undefined', undefined],
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['negative zero', -0],
    ['a bigint', 1n],
    ['a list with a hole', Object.assign(new Array(2), { 1: 1 })],
    ['a list with a hole and a named property', Object.assign(new Array(1), { a: 1 })],
    ['a list with a hole and a symbol key', Object.assign(new Array(1), { [Symbol('x')]: 1 })],
    ['a list with undefined', [undefined]],
    ['a match of a regular expression', /x/.exec('x')],
    ['a Date', new Date(0)],
    ['an object without a prototype', Object.create(null)],
    ['an object with a symbol key', { [Symbol('x')]: 1 }],
    ['an object with a toJSON function', { toJSON: () => 1 }],
    ['a Map', new Map()],
    ['bytes', new Uint8Array(1)],
  ])('does not hold for %s', (_, value) => {
    expect(isPlainJson(value)).toBe(false)
    expect(isPlainJson({ deep: [value] })).toBe(false)
  })

  it('does not hold for a list with a symbol key, which JSON would drop', () => {
    expect(isPlainJson(Object.assign([1], { [Symbol('x')]: 1 }))).toBe(false)
  })

  it('does not hold where JSON would drop or replace what it does not list', () => {
    const hidden = (value: object, key: string, member: unknown) =>
      Object.defineProperty(value, key, { value: member, enumerable: false })
    expect(isPlainJson(hidden({ a: 1 }, 'b', 2))).toBe(false)
    expect(isPlainJson(hidden({ a: 1 }, 'toJSON', () => 'b'))).toBe(false)
    expect(isPlainJson(hidden([1], 'toJSON', () => 'b'))).toBe(false)
  })
})

describe('values of another realm', () => {
  it('count as plain when they are plain objects', () => {
    expect(isPlainJson(elsewhere('({ a: { b: 1 } })'))).toBe(true)
    expect(refusal(elsewhere('({ a: { b: undefined } })'))).toBe('nothing was refused')
  })

  it('count as plain when they are lists', () => {
    expect(isPlainJson(elsewhere('({ a: [1, 2] })'))).toBe(true)
    expect(refusal(elsewhere('({ a: [1, undefined] })'))).toBe('nothing was refused')
  })

  it.each([
    ['Map', 'new Map([[1, 2]])'],
    ['Set', 'new Set([1])'],
    ['Date', 'new Date(0)'],
    ['Uint8Array', 'new Uint8Array(2)'],
    ['Price', 'new (class Price {})()'],
    ['Error', 'new Error("x")'],
  ])('are refused by name when they are a %s, which would come back as ours', (name, script) => {
    const value = { foreign: elsewhere(script) }
    expect(isPlainJson(value)).toBe(false)
    expect(refusal(value)).toMatch(new RegExp(`^data\\.foreign holds an instance of ${name}`))
  })

  it('are refused when they are functions', () => {
    expect(refusal({ call: elsewhere('(() => 1)') })).toMatch(/^data\.call holds a function/)
  })
})

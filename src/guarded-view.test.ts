import { describe, expect, it } from 'vitest'
import { guardedView } from './guarded-view.ts'

const make = () => ({
  n: 1,
  cart: { '7': 1, deep: [{ price: 5 }] },
  list: [{ a: 1 }, { a: 2 }],
  map: new Map([['home', { times: 1 }]]),
  set: new Set([{ tag: 'new' }]),
  at: new Date(0),
  bytes: Uint8Array.of(3, 1, 2),
  frozen: Object.freeze({ inner: { a: 1 } }),
})

type Shape = ReturnType<typeof make>

const writes: Record<string, (view: Shape) => unknown> = {
  assignment: (view) => {
    view.n = 2
  },
  'an equal assignment': (view) => {
    view.n = 1
  },
  deletion: (view) => Reflect.deleteProperty(view, 'n'),
  'Object.assign': (view) => Object.assign(view, { n: 2 }),
  'Object.defineProperty': (view) => Object.defineProperty(view, 'n', { value: 2 }),
  'Object.setPrototypeOf': (view) => Object.setPrototypeOf(view, null),
  'Object.freeze': (view) => Object.freeze(view),
  'an assignment to __proto__': (view) => Object.assign(view, JSON.parse('{"__proto__": {}}')),
  'a nested assignment': (view) => {
    view.cart['7'] = 2
  },
  'an assignment inside a list inside an object': (view) => {
    for (const entry of view.cart.deep) entry.price = 6
  },
  'an assignment by way of a descriptor': (view) => {
    const descriptor = Object.getOwnPropertyDescriptor(view, 'cart')
    Object.assign(descriptor?.value, { '7': 2 })
  },
  'an assignment by way of entries': (view) => {
    for (const [, value] of Object.entries(view)) Object.assign(value, { x: 1 })
  },
  'an assignment by way of a copy': (view) => {
    const { cart } = { ...view }
    cart['7'] = 2
  },
  push: (view) => view.list.push({ a: 3 }),
  pop: (view) => view.list.pop(),
  sort: (view) => view.list.sort(),
  reverse: (view) => view.list.reverse(),
  splice: (view) => view.list.splice(0, 1),
  length: (view) => {
    view.list.length = 0
  },
  'an element found by a method': (view) => {
    const found = view.list.find(({ a }) => a === 2)
    if (found !== undefined) found.a = 3
  },
  'an element of a mapped copy': (view) => view.list.map((entry) => Object.assign(entry, { a: 3 })),
  'Map.set': (view) => view.map.set('x', { times: 1 }),
  'Map.delete': (view) => view.map.delete('home'),
  'Map.clear': (view) => view.map.clear(),
  'a value that Map.get gives': (view) => Object.assign(view.map.get('home') ?? {}, { times: 2 }),
  'a value that Map.values gives': (view) => {
    for (const value of view.map.values()) value.times = 2
  },
  'a value that a Map iterates': (view) => {
    for (const [, value] of view.map) value.times = 2
  },
  'a value that Map.forEach gives': (view) =>
    view.map.forEach((value) => {
      value.times = 2
    }),
  'the Map that Map.forEach gives': (view) =>
    view.map.forEach((_value, _key, map) => {
      map.clear()
    }),
  'Set.add': (view) => view.set.add({ tag: 'x' }),
  'Set.clear': (view) => view.set.clear(),
  'a value that a Set iterates': (view) => {
    for (const value of view.set) value.tag = 'x'
  },
  'Date.setTime': (view) => view.at.setTime(5),
  'Date.setUTCFullYear': (view) => view.at.setUTCFullYear(1999),
  'a byte': (view) => {
    view.bytes[0] = 9
  },
  'bytes.fill': (view) => view.bytes.fill(9),
  'bytes.set': (view) => view.bytes.set([9]),
  'bytes.sort': (view) => view.bytes.sort(),
  'bytes.subarray': (view) => view.bytes.subarray(0, 1).fill(9),
  'what valueOf gives': (view) => Object.assign(view.valueOf(), { n: 2 }),
}

describe('guardedView', () => {
  it.each(Object.entries(writes))('refuses %s', (_what, write) => {
    const data = make()
    expect(() => write(guardedView(data))).toThrow(
      expect.objectContaining({ code: 'ERR_HEADERS_SENT' }),
    )
    expect(data).toEqual(make())
  })

  it('reads everything as it is', () => {
    const data = make()
    const view = guardedView(data)
    expect(view.n).toBe(1)
    expect(view.cart['7']).toBe(1)
    expect(view.list.map(({ a }) => a)).toEqual([1, 2])
    expect(view.list.slice(1)).toHaveLength(1)
    expect([...view.list.entries()]).toHaveLength(2)
    expect(view.map.get('home')?.times).toBe(1)
    expect(view.map.size).toBe(1)
    expect([...view.map.keys()]).toEqual(['home'])
    expect([...view.set].map(({ tag }) => tag)).toEqual(['new'])
    expect(view.at.getTime()).toBe(0)
    expect(view.at.toISOString()).toBe('1970-01-01T00:00:00.000Z')
    expect([...view.bytes]).toEqual([3, 1, 2])
    expect(view.bytes.length).toBe(3)
    expect(view.frozen.inner.a).toBe(1)
    expect(JSON.stringify(view)).toBe(JSON.stringify(data))
    expect(Object.keys(view)).toEqual(Object.keys(data))
    expect('n' in view).toBe(true)
    expect(Array.isArray(view.list)).toBe(true)
    expect(view.map instanceof Map).toBe(true)
    expect(`${view.list.join()}`).toBe('[object Object],[object Object]')
  })

  it.each([1, 'text', true, null, undefined, 5n])('gives %s as it is', (value) => {
    expect(guardedView(value)).toBe(value)
  })
})

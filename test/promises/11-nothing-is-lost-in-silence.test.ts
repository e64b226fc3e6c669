import { createSessions } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { secretA, secureName, visitorOf } from './visitor.ts'

interface Data {
  value: unknown
  other: unknown
}

const visitor = () => visitorOf(createSessions<Data>({ secrets: secretA }))

class Money {
  readonly cents = 5
}

class Labelled extends Map<string, number> {
  readonly label = 'totals'
}

const cycle: Record<string, unknown> = {}
cycle['self'] = { again: cycle }

const refused: readonly (readonly [string, unknown, string])[] = [
  ['a function', () => 1, 'data.value'],
  ['a symbol', Symbol('x'), 'data.value'],
  ['a class instance', new Money(), 'data.value'],
  ['a class instance in a list', { cart: [0, 1, 2, { price: new Money() }] }, 'cart[3].price'],
  ['a subclass of Map', new Labelled(), 'data.value'],
  ['a function in a Map', new Map([['k', () => 1]]), 'data.value.get("k")'],
  ['a symbol in a Set', new Set([Symbol('x')]), 'data.value.values()'],
  ['a cycle', cycle, 'data.value.self.again'],
  ['an object with a symbol key', { [Symbol('x')]: 1 }, 'data.value'],
  ['a Date with a property', Object.assign(new Date(0), { zone: 'UTC' }), 'data.value'],
  ['a list with a property', Object.assign([1], { total: 1 }), 'data.value.total'],
  ['a promise', Promise.resolve(1), 'data.value'],
  ['an error', new Error('x'), 'data.value'],
  ['a WeakMap', new WeakMap(), 'data.value'],
  ['a boxed number', Object(1), 'data.value'],
]

describe('a value that would not come back as it was', () => {
  it.each(refused)('is refused with its path: %s', async (_what, value, path) => {
    const { error, status, lines } = await visitor().visit((session) => session.set('value', value))
    expect(error?.code).toBe('ERR_NOT_SERIALIZABLE')
    expect(error?.message).toContain(path)
    expect(status).toBe(500)
    expect(lines).toEqual([])
  })

  it('is refused however deep it lies', async () => {
    let nested: unknown = 'bottom'
    for (let level = 0; level < 300; level += 1) nested = [nested]
    const { error } = await visitor().visit((session) => session.set('value', nested))
    expect(error?.code).toBe('ERR_NOT_SERIALIZABLE')
  })

  it('leaves the session that there was as it was', async () => {
    const one = visitor()
    await one.visit((session) => session.set('other', 1))
    const kept = one.jar.get(secureName)
    await one.visit((session) => session.set('value', () => 1))
    expect(one.jar.get(secureName)).toBe(kept)
    expect((await one.visit((session) => session.get('other'))).value).toBe(1)
  })

  it('does no harm when it is gone before the answer', async () => {
    const { error, status } = await visitor().visit((session) => {
      session.set('value', () => 1)
      session.delete('value')
    })
    expect(error).toBeUndefined()
    expect(status).toBe(200)
  })
})

const kept: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['NaN', Number.NaN],
  ['-0', -0],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['a bigint', 2n ** 70n],
  ['a Date', new Date(1_234)],
  ['an invalid Date', new Date(Number.NaN)],
  ['a Map of Maps', new Map([[{ key: 1 }, new Map([[1, 'one']])]])],
  ['a Set', new Set([1, 'one', null])],
  ['bytes', Uint8Array.of(0, 255)],
  ['no bytes', new Uint8Array()],
  ['a view into a larger buffer', Uint8Array.of(1, 2, 3, 4).subarray(1, 3)],
  ['a list with a hole', Object.assign(new Array(3), { 0: 1, 2: 3 })],
  ['a list with undefined', [undefined]],
  ['a lone surrogate', '\ud800'],
  ['every quote', '"\'`\\\u0000\u2028</script>'],
  ['emoji', '👩‍👩‍👧'],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
  ['the key __proto__', JSON.parse('{"__proto__": {"isAdmin": true}}')],
  ['the keys constructor and toString', { constructor: 1, toString: 2 }],
  ['empty things', { list: [], object: {}, text: '' }],
]

describe('any other value', () => {
  it.each(kept)('comes back as what it was: %s', async (_what, value) => {
    const one = visitor()
    const written = await one.visit((session) => session.set('value', value))
    expect(written.error).toBeUndefined()
    const read = await one.visit((session) => [session.has('value'), session.get('value')])
    expect(read.value).toStrictEqual([true, value])
  })

  it('that is __proto__ as a key of the session changes no prototype', async () => {
    const one = visitorOf(createSessions<Record<string, unknown>>({ secrets: secretA }))
    await one.visit((session) => session.set('__proto__', { isAdmin: true }))
    const { value } = await one.visit((session) => [
      session.get('__proto__'),
      session.get('isAdmin'),
      Object.getPrototypeOf(session.data) === Object.prototype,
    ])
    expect(value).toEqual([{ isAdmin: true }, undefined, true])
    expect('isAdmin' in {}).toBe(false)
  })
})

describe('a cookie of 4,096 bytes, name and value', () => {
  // An ASCII text of n bytes more makes the plaintext n bytes longer, and four bytes of base64url
  // hold three.
  const sized = async (length: number) =>
    visitor().visit((session) => session.set('value', 'x'.repeat(length)))
  const bytesOf = (line: string | undefined): number => (line?.split(';')[0]?.length ?? 1) - 1

  it('is sent, and the next longer one is refused before it is', async () => {
    const smallest = await sized(2_900)
    const room = 4_096 - bytesOf(smallest.lines[0])
    const fitting = 2_900 + Math.floor((room * 3) / 4)
    const sent = await sized(fitting - 1)
    expect(bytesOf(sent.lines[0])).toBeLessThanOrEqual(4_096)
    expect(bytesOf(sent.lines[0])).toBeGreaterThan(4_096 - 5)
    const tooLong = await sized(fitting + 3)
    expect(tooLong.error?.code).toBe('ERR_COOKIE_TOO_LARGE')
    expect(tooLong.lines).toEqual([])
  })

  it('comes back', async () => {
    const one = visitor()
    await one.visit((session) => session.set('value', 'x'.repeat(2_900)))
    expect((await one.visit((session) => session.get('value'))).value).toBe('x'.repeat(2_900))
  })
})

describe('an update whose function throws', () => {
  const failing = (): never => {
    throw new RangeError('The function failed')
  }

  it('changes nothing', async () => {
    const one = visitor()
    await one.visit((session) => session.set('value', { n: 1 }))
    const { value, lines } = await one.visit(async (session) => {
      const update = session.update((data) => {
        data.value = 2
        data.other = 3
        failing()
      })
      await expect(update).rejects.toThrow(RangeError)
      return { ...session.data }
    })
    expect(value).toEqual({ value: { n: 1 } })
    expect(lines).toEqual([])
  })

  it('keeps a reference live that was taken before', async () => {
    const one = visitor()
    await one.visit((session) => session.set('value', { n: 1 }))
    await one.visit(async (session) => {
      const live = session.get('value')
      await session.update(failing).catch(() => {})
      Object.assign(live as object, { n: 2 }) // it is the object set above
    })
    expect((await one.visit((session) => session.get('value'))).value).toEqual({ n: 2 })
  })

  it('keeps a key called __proto__', async () => {
    const one = visitorOf(createSessions<Record<string, unknown>>({ secrets: secretA }))
    await one.visit((session) => session.set('__proto__', { isAdmin: true }))
    const { value, error } = await one.visit(async (session) => {
      await session.update(failing).catch(() => {})
      return [session.has('__proto__'), 'isAdmin' in session.data]
    })
    expect(value).toEqual([true, false])
    expect(error).toBeUndefined()
  })
})

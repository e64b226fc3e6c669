import { describe, expect, it } from 'vitest'
import { replaceData, updateCopy } from './draft-update.ts'

describe('updateCopy', () => {
  it('changes a copy, and gives what the change returned', () => {
    const data = { cart: { 7: 1 } }
    const { data: after, result } = updateCopy(data, (copy) => {
      Reflect.set(copy, 'visits', 1)
      return 'done'
    })
    expect([after, result, data]).toEqual([
      { cart: { 7: 1 }, visits: 1 },
      'done',
      { cart: { 7: 1 } },
    ])
  })

  it('changes nothing when the change throws', () => {
    const data = { visits: 1 }
    const fail = () =>
      updateCopy(data, (copy) => {
        Reflect.set(copy, 'visits', 2)
        throw new Error('no stock')
      })
    expect(fail).toThrow('no stock')
    expect(data).toEqual({ visits: 1 })
  })

  it.each([
    ['a promise', async () => {}],
    ['a promise that fails', () => Promise.reject(new Error('later'))],
    // biome-ignore lint/suspicious/noThenProperty: a thenable is what this is about
    ['a thenable', () => ({ then: (done: () => void) => done() })],
  ])('refuses %s, and no stray error ends the process', async (_what, fn) => {
    const stray: unknown[] = []
    const keep = (error: unknown) => stray.push(error)
    process.on('unhandledRejection', keep)
    expect(() => updateCopy({}, fn)).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }))
    await new Promise((resolve) => setImmediate(resolve))
    process.off('unhandledRejection', keep)
    expect(stray).toEqual([])
  })

  it('gives the change dates, maps and bytes as they were', () => {
    const data = { day: new Date(5), map: new Map([[1, 2n]]), bytes: Uint8Array.of(1, 2) }
    expect(updateCopy(data, () => {}).data).toEqual(data)
  })

  it('refuses data that cannot be kept before the change runs', () => {
    let hasRun = false
    const run = () => {
      hasRun = true
    }
    expect(() => updateCopy({ fn: () => {} }, run)).toThrow(
      expect.objectContaining({ code: 'ERR_NOT_SERIALIZABLE' }),
    )
    expect(hasRun).toBe(false)
  })
})

describe('replaceData', () => {
  it('keeps the objects and lists that a handler holds', () => {
    const cart = { 7: 1, 8: 1 }
    const list = [1, 2, 3]
    const target = { cart, list, gone: 1 }
    replaceData(target, { cart: { 7: 2 }, list: [4], added: true })
    expect(target).toEqual({ cart: { 7: 2 }, list: [4], added: true })
    expect([cart, list]).toEqual([{ 7: 2 }, [4]])
  })

  it('replaces what became something else', () => {
    const target = { a: {}, b: [], c: 1 }
    replaceData(target, { a: [1], b: { x: 1 }, c: { y: 1 } })
    expect(target).toEqual({ a: [1], b: { x: 1 }, c: { y: 1 } })
  })

  it('keeps a key called __proto__ as a key', () => {
    const target = {}
    replaceData(target, JSON.parse('{"__proto__":{"isAdmin":true}}'))
    expect(Object.keys(target)).toEqual(['__proto__'])
    expect(Reflect.get(target, 'isAdmin')).toBeUndefined()
    replaceData(target, JSON.parse('{"__proto__":{"isAdmin":false}}'))
    expect(JSON.stringify(target)).toBe('{"__proto__":{"isAdmin":false}}')
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
  })

  it('takes lists of any length', () => {
    const target = { list: [1] }
    const long = Array.from({ length: 300_000 }, () => 0)
    replaceData(target, { list: long })
    expect(target.list).toHaveLength(300_000)
  })

  it('keeps two places apart that held one and the same object', () => {
    const both = { n: 1 }
    const target = { a: both, b: both }
    replaceData(target, { a: { n: 2 }, b: { n: 1 } })
    expect(target).toEqual({ a: { n: 2 }, b: { n: 1 } })
  })
})

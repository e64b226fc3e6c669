import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { maxRecentAge, printAt, recentThings } from './recent.ts'

const start = 1_800_000_000

function setUp(maxBytes = 1_000) {
  const clock = { now: start }
  return { clock, table: recentThings<string>(maxBytes, () => clock.now) }
}

describe('recentThings', () => {
  it('has nothing at first', () => {
    expect(setUp().table.find(1)).toBeUndefined()
  })

  it('gives what was kept, by its print', () => {
    const { table } = setUp()
    table.keep(1, 'one', 10)
    table.keep(2, 'two', 10)
    expect([table.find(1), table.find(2), table.find(3)]).toEqual(['one', 'two', undefined])
  })

  it('has room for thousands, and hardly ever lets two share a place', () => {
    const { table } = setUp(1_000_000)
    const prints = Array.from({ length: 2_000 }, (_, i) => Math.imul(i + 1, 0x85ebca6b))
    for (const print of prints) table.keep(print, `${print}`, 10)
    const found = prints.filter((print) => table.find(print) === `${print}`)
    expect(found.length).toBeGreaterThan(1_900)
  })

  it('lets hardly any drive one another out who come by turns', () => {
    const driven = Array.from({ length: 20 }, (_, set) => {
      const { table } = setUp(1_000_000)
      const prints = Array.from({ length: 64 }, (_, i) => {
        return createHash('sha256').update(`${set} ${i}`).digest().readInt32BE()
      })
      for (const print of [...prints, ...prints]) table.keep(print, `${print}`, 10)
      return prints.filter((print) => {
        const isKnown = table.find(print) !== undefined
        table.keep(print, `${print}`, 10)
        return !isKnown
      })
    })
    expect(driven.flat().length / (20 * 64)).toBeLessThan(0.04)
  })

  it('keeps the later two of those whose prints lead to one place', () => {
    const { table } = setUp()
    table.keep(1, 'before', 0)
    let other = 1
    while (table.find(1) !== undefined && other < 1_000_000) {
      other += 1
      table.keep(other, `after ${other}`, 0)
    }
    expect([table.find(1), table.find(other)]).toEqual([undefined, `after ${other}`])
  })

  it('keeps nothing for longer than five minutes, however often it is asked for', () => {
    const { clock, table } = setUp()
    table.keep(1, 'one', 10)
    for (let age = 0; age < maxRecentAge; age += 60) {
      clock.now = start + age
      expect(table.find(1)).toBe('one')
    }
    clock.now = start + maxRecentAge
    expect(table.find(1)).toBeUndefined()
  })

  it('keeps nothing from before the clock was set back', () => {
    const { clock, table } = setUp()
    table.keep(1, 'one', 10)
    clock.now -= 1
    expect(table.find(1)).toBeUndefined()
  })

  it('forgets the older half before it would have too many bytes', () => {
    const { table } = setUp(100)
    const found = (): unknown[] => [1, 2, 3, 4].map((print) => table.find(print))
    table.keep(1, 'one', 30)
    table.keep(2, 'two', 20)
    table.keep(3, 'three', 1)
    expect(found()).toEqual(['one', 'two', 'three', undefined])
    table.keep(4, 'four', 50)
    expect(found()).toEqual([undefined, undefined, 'three', 'four'])
  })

  it('counts what stands in a place, and not what stood there', () => {
    const { table } = setUp(100)
    table.keep(1, 'one', 5)
    for (let i = 0; i < 10; i += 1) table.keep(2, 'two', 45)
    table.keep(3, 'three', 50)
    expect([table.find(1), table.find(2), table.find(3)]).toEqual(['one', 'two', 'three'])
  })

  it('keeps nothing that is larger than half of all it may have', () => {
    const { table } = setUp(100)
    table.keep(1, 'one', 10)
    table.keep(2, 'two', 51)
    expect([table.find(1), table.find(2)]).toEqual(['one', undefined])
  })

  it('remembers for two minutes at least while there is room', () => {
    const { clock, table } = setUp()
    for (let print = 1; print < 100; print += 1) {
      clock.now += 20
      table.keep(print, 'lately', 1)
      clock.now += 120
      expect(table.find(print)).toBe('lately')
    }
  })
})

describe('printAt', () => {
  it('tells bytes apart, and takes those beyond the end for zero', () => {
    expect(printAt(Uint8Array.of(9, 1, 2, 3, 4), 1)).toBe(0x01020304)
    expect(printAt(Uint8Array.of(1), 0)).toBe(0x01000000)
    expect(printAt(new Uint8Array(), -2)).toBe(0)
  })
})

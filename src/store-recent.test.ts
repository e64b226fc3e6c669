import { describe, expect, it } from 'vitest'
import { maxRecentAge, printAt, recentThings } from './store-recent.ts'

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

  it('keeps the later of two whose prints lead to one place', () => {
    const { table } = setUp()
    table.keep(1, 'before', 10)
    table.keep(1 + 2 ** 13, 'after', 10)
    expect([table.find(1), table.find(1 + 2 ** 13)]).toEqual(['after', 'after'])
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

  it('forgets everything before it would have too many bytes', () => {
    const { table } = setUp(100)
    table.keep(1, 'one', 60)
    table.keep(2, 'two', 40)
    expect([table.find(1), table.find(2)]).toEqual(['one', 'two'])
    table.keep(3, 'three', 1)
    expect([table.find(1), table.find(2), table.find(3)]).toEqual([undefined, undefined, 'three'])
  })

  it('counts what stands in a place, and not what stood there', () => {
    const { table } = setUp(100)
    table.keep(1, 'one', 10)
    for (let i = 0; i < 10; i += 1) table.keep(2, 'two', 90)
    expect([table.find(1), table.find(2)]).toEqual(['one', 'two'])
  })

  it('keeps nothing that is larger than all it may have', () => {
    const { table } = setUp(100)
    table.keep(1, 'one', 10)
    table.keep(2, 'two', 101)
    expect([table.find(1), table.find(2)]).toEqual(['one', undefined])
  })
})

describe('printAt', () => {
  it('tells bytes apart, and takes those beyond the end for zero', () => {
    expect(printAt(Uint8Array.of(9, 1, 2), 1)).toBe(0x201)
    expect(printAt(Uint8Array.of(1), 0)).toBe(1)
    expect(printAt(new Uint8Array(), -2)).toBe(0)
  })
})

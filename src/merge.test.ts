import { describe, expect, it } from 'vitest'
import { merge, mergeFlashes, type Tree } from './merge.ts'
import type { Flash } from './record.ts'

const flash = (text: string): Flash => ({ text, category: 'message' })
const texts = (flashes: readonly Flash[]) => flashes.map(({ text }) => text)

describe('merge', () => {
  const cases: readonly (readonly [string, Tree, Tree, Tree, Tree, readonly string[]])[] = [
    ['keeps what only they changed', { a: 1 }, { a: 2 }, { a: 1 }, { a: 2 }, []],
    ['keeps what only I changed', { a: 1 }, { a: 1 }, { a: 2 }, { a: 2 }, []],
    ['keeps new keys of both', {}, { a: 1 }, { b: 2 }, { a: 1, b: 2 }, []],
    ['keeps their deletion', { a: 1, b: 1 }, { b: 1 }, { a: 1, b: 1 }, { b: 1 }, []],
    ['keeps my deletion', { a: 1, b: 1 }, { a: 1, b: 1 }, { b: 1 }, { b: 1 }, []],
    ['keeps a deletion of both', { a: 1 }, {}, {}, {}, []],
    ['takes the same change of both for one', { a: 1 }, { a: 2 }, { a: 2 }, { a: 2 }, []],
    [
      'goes through objects at any depth',
      { a: { b: { c: 1 } } },
      { a: { b: { c: 1, d: 2 } } },
      { a: { b: { c: 3 } } },
      { a: { b: { c: 3, d: 2 } } },
      [],
    ],
    [
      'goes into objects that both made',
      {},
      { a: { x: 1 } },
      { a: { y: 2 } },
      { a: { x: 1, y: 2 } },
      [],
    ],
    ['lets me win a leaf that both changed', { a: 1 }, { a: 2 }, { a: 3 }, { a: 3 }, ['data.a']],
    [
      'names a conflict by its path, and keeps what lies around it',
      { a: { b: 1, c: 1 } },
      { a: { b: 2, c: 2 } },
      { a: { b: 3, c: 1 } },
      { a: { b: 3, c: 2 } },
      ['data.a.b'],
    ],
    ['lets my change win over their deletion', { a: 1 }, {}, { a: 2 }, { a: 2 }, ['data.a']],
    ['lets my deletion win over their change', { a: 1 }, { a: 2 }, {}, {}, ['data.a']],
    [
      'takes a list for one leaf',
      { a: [1] },
      { a: [1, 2] },
      { a: [1, 3] },
      { a: [1, 3] },
      ['data.a'],
    ],
    [
      'takes an object that became a list for a leaf',
      { a: { b: 1 } },
      { a: { b: 2 } },
      { a: [] },
      { a: [] },
      ['data.a'],
    ],
    [
      'does not take undefined for a key that is not there',
      {},
      { a: undefined },
      {},
      { a: undefined },
      [],
    ],
  ]

  it.each(cases)('%s', (_fact, base, theirs, mine, data, conflicts) => {
    const merged = merge(base, theirs, mine)
    expect(merged).toStrictEqual({ data, conflicts })
  })

  it('tells -0, NaN, dates and bytes from what is like them', () => {
    const base = { zero: 0, day: new Date(0), bytes: Uint8Array.of(1), none: Number.NaN }
    const theirs = { zero: -0, day: new Date(0), bytes: Uint8Array.of(2), none: Number.NaN }
    const mine = { zero: 0, day: new Date(5), bytes: Uint8Array.of(1), none: Number.NaN }
    const { data, conflicts } = merge(base, theirs, mine)
    expect(Object.is(data['zero'], -0)).toBe(true)
    expect([data['day'], data['bytes'], conflicts]).toEqual([new Date(5), Uint8Array.of(2), []])
  })

  it('keeps a key called __proto__ as a key', () => {
    const theirs: Tree = JSON.parse('{"__proto__":{"isAdmin":true}}')
    const { data } = merge({}, theirs, { a: 1 })
    expect(Object.keys(data).sort()).toEqual(['__proto__', 'a'])
    expect(Reflect.get(data, 'isAdmin')).toBeUndefined()
    const mine: Tree = JSON.parse('{"__proto__":{"b":1}}')
    expect(JSON.stringify(merge({}, theirs, mine).data)).toBe(
      '{"__proto__":{"isAdmin":true,"b":1}}',
    )
    expect(Reflect.get({}, 'isAdmin')).toBeUndefined()
  })

  it('changes none of the three', () => {
    const [base, theirs, mine] = [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, { a: { b: 3 } }]
    const before = JSON.stringify([base, theirs, mine])
    merge(base, theirs, mine)
    expect(JSON.stringify([base, theirs, mine])).toBe(before)
  })

  it('refuses what cannot be kept, by its path', () => {
    expect(() => merge({ a: 1 }, { a: 2 }, { a: () => 1 })).toThrow('data')
  })
})

describe('mergeFlashes', () => {
  const cases: readonly (readonly [string, string[], string[], string[], string[]])[] = [
    ['keeps what both added', [], ['theirs'], ['mine'], ['theirs', 'mine']],
    ['takes what I took', ['old'], ['old', 'theirs'], [], ['theirs']],
    ['takes what they took', ['old'], [], ['old', 'mine'], ['mine']],
    ['takes what both took once', ['old'], [], [], []],
    ['keeps what I added after taking', ['old'], ['old'], ['new'], ['new']],
    ['keeps the same message added by both', [], ['Saved'], ['Saved'], ['Saved', 'Saved']],
    ['keeps one that they added like the one I took', ['Saved'], ['Saved', 'Saved'], [], ['Saved']],
    ['keeps one that I added like the one I took', ['Saved'], ['Saved'], ['Saved'], ['Saved']],
  ]
  it.each(cases)('%s', (_fact, base, theirs, mine, expected) => {
    const merged = mergeFlashes(base.map(flash), theirs.map(flash), mine.map(flash))
    expect(texts(merged)).toEqual(expected)
  })

  it('tells messages of different categories apart', () => {
    const error: Flash = { text: 'Saved', category: 'error' }
    expect(mergeFlashes([flash('Saved')], [flash('Saved'), error], [])).toEqual([error])
  })
})

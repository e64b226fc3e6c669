import { describe, expect, it } from 'vitest'
import { dataTree } from './data-tree.ts'
import { textOf } from './html.ts'

const treeOf = (data: object): string => textOf(dataTree(data))

/** What a reader sees of a tree. */
const readingOf = (data: object): string =>
  treeOf(data)
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()

describe('dataTree', () => {
  it.each([
    ['a number', { a: 3 }, 'a number 3'],
    ['a zero below zero', { a: -0 }, 'a number -0'],
    ['what is no number', { a: Number.NaN }, 'a number NaN'],
    ['a bigint', { a: 10n }, 'a bigint 10n'],
    ['nothing', { a: null, b: undefined }, 'a null null b undefined undefined'],
    ['a moment', { a: new Date(0) }, 'a Date 1970-01-01T00:00:00.000Z'],
    ['a date that is none', { a: new Date(Number.NaN) }, 'a Date no date'],
    ['bytes', { a: Uint8Array.of(1, 255) }, 'a Uint8Array, 2 bytes 01 ff'],
    ['a set', { a: new Set(['x']) }, 'a Set, 1 value • string, 1 character “x”'],
    ['a map', { a: new Map([[1, true]]) }, 'a Map, 1 entry 1 boolean true'],
    ['a list', { a: ['x'] }, 'a array, 1 element 0 string, 1 character “x”'],
    ['an object with nothing in it', { a: {} }, 'a object, 0 keys'],
  ])('shows %s with its type', (_what, data, expected) => {
    expect(readingOf(data)).toBe(expected)
  })

  it('shows markup in keys and values as text', () => {
    const tree = treeOf({ '"><script>': '</script><img src=x onerror=alert(1)>' })
    expect(tree).not.toContain('<script')
    expect(tree).not.toContain('<img')
    expect(tree).toContain('&lt;/script&gt;&lt;img')
  })

  it('writes out what is invisible or turns the direction of a text', () => {
    const tree = treeOf({ a: 'user\u202egnp.exe \u2066\u200b\u0000\u2028\ud800' })
    expect(tree).toContain('user\\u{202e}gnp.exe \\u{2066}\\u{200b}\\u{0}\\u{2028}\\u{d800}')
    expect(tree).not.toMatch(/[\u202e\u2066\u200b\u2028]/)
  })

  it('hides what stands under keys that sound like secrets, at any depth below them', () => {
    const tree = treeOf({
      accessToken: 'hush-1',
      password: 'hush-2',
      secrets: { list: ['hush-3'], at: new Map([['k', Uint8Array.of(171, 205)]]) },
      theme: 'dark',
    })
    expect(tree).not.toMatch(/hush|ab cd/)
    expect(tree).toContain('“dark”')
  })

  it('stays small, however much there is', () => {
    const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`key${i}`, [i, [i]]]))
    const long = { text: 'x'.repeat(5_000_000), bytes: new Uint8Array(1_000_000) }
    expect(treeOf({ ...long, many, more: many, again: many }).length).toBeLessThan(200_000)
    expect(readingOf({ many })).toContain('and 4,940 more, not shown')
  })

  it('stays small, however deep it goes', () => {
    let deep: object = {}
    for (let level = 0; level < 5_000; level += 1) deep = { in: deep }
    expect(readingOf(deep)).toContain('deeper than is shown')
  })

  it('shows a cycle once', () => {
    const cycle: Record<string, unknown> = { name: 'x' }
    cycle['self'] = cycle
    const list: unknown[] = []
    list.push(list)
    expect(readingOf({ cycle, list }).match(/what it is in, again/g)).toHaveLength(2)
  })

  it('runs nothing of the app', () => {
    const data = {
      get trap(): never {
        throw new Error('was read')
      },
    }
    expect(readingOf(data)).toBe('trap undefined undefined')
  })
})

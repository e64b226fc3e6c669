import { describe, expect, it } from 'vitest'
import { kindOf, markup, tuple, uuid } from './kinds.ts'

const id = 'cd613e30-d8f1-6adf-91b7-584a2265b1f5'

describe('kindOf', () => {
  it('knows what tuple, uuid and markup make', () => {
    expect(kindOf(tuple([1, 'two']))).toEqual({ kind: 'tuple', value: [1, 'two'] })
    expect(kindOf(uuid(id.toUpperCase()))).toEqual({ kind: 'uuid', value: id })
    expect(kindOf(markup('<b>'))).toEqual({ kind: 'markup', value: '<b>' })
  })

  it.each([
    ['no entry', []],
    [
      'two entries',
      [
        ['tuple', []],
        ['uuid', id],
      ],
    ],
    ['another entry', [['list', []]]],
    ['a tuple that is no list', [['tuple', 'ab']]],
    ['markup that is no text', [['markup', 5]]],
    ['a UUID in another spelling', [['uuid', id.toUpperCase()]]],
    ['a UUID without hyphens', [['uuid', id.replaceAll('-', '')]]],
  ] as const)('knows no Map with %s', (_, entries) => {
    // As Map takes them.
    expect(
      kindOf(new Map<unknown, unknown>(entries as readonly [string, unknown][])),
    ).toBeUndefined()
  })
})

describe('tuple', () => {
  it('is typed by its items, and does not change with the list it was made of', () => {
    const items = [1, 'two'] as [number, string]
    const made = tuple(items)
    const [first, second]: readonly [number, string] = made.get('tuple')
    items[0] = 9
    expect([first, second, ...made.get('tuple')]).toEqual([1, 'two', 1, 'two'])
  })
})

describe('uuid', () => {
  it('refuses what is none', () => {
    for (const text of ['', 'zz', id.replaceAll('-', ''), `{${id}}`, `urn:uuid:${id}`, `${id}\n`]) {
      expect(() => uuid(text)).toThrow(expect.objectContaining({ code: 'ERR_NOT_SERIALIZABLE' }))
    }
  })
})

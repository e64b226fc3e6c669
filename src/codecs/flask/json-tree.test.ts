import { describe, expect, it } from 'vitest'
import { jsonTree, maxDepth } from './json-tree.ts'

describe('jsonTree', () => {
  it.each([
    ['1', { type: 'value', value: 1 }],
    ['-0', { type: 'value', value: 0 }],
    ['9007199254740991', { type: 'value', value: 9_007_199_254_740_991 }],
    ['9007199254740992', { type: 'value', value: 9_007_199_254_740_992n }],
    ['1.0', { type: 'float', value: 1 }],
    ['-0.0', { type: 'float', value: -0 }],
    ['1e+21', { type: 'float', value: 1e21 }],
    ['-Infinity', { type: 'float', value: Number.NEGATIVE_INFINITY }],
    [' [ ] ', { type: 'list', items: [] }],
    ['"\\ud83d\\ude42\\"\\\\"', { type: 'value', value: '🙂"\\' }],
    ['null', { type: 'value', value: null }],
  ])('reads %s', (text, tree) => {
    expect(jsonTree(text)).toStrictEqual(tree)
  })

  it('keeps every key as it stands, in its order', () => {
    const tree = jsonTree('{"2":1,"1":2,"__proto__":3,"":4}')
    const keys = tree.type === 'dict' ? [...tree.entries.keys()] : []
    expect(keys).toEqual(['2', '1', '__proto__', ''])
  })

  const wrong = [
    ...[
      '',
      ' ',
      '{',
      '[1',
      '[1,]',
      '{"a":1,}',
      '{a:1}',
      "'a'",
      '01',
      '1.',
      '.5',
      '+1',
      '0x1',
      'nan',
    ],
    ...['tru', 'nullx', '1 2', '"a', '"\n"', '"\\x"', '"\\u12"', '{"a" 1}', '{1:2}', '\ufeff1'],
    ...['{"a":1,"a":2}', '{"a":1,"\\u0061":2}', '- 1', '--1', '1e', 'Infinity1', '/**/1'],
  ]
  for (const text of wrong) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      expect(() => jsonTree(text)).toThrow(SyntaxError)
    })
  }

  it('goes 100 levels deep, and no deeper', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels)
    expect(jsonTree(nested(maxDepth + 1)).type).toBe('list')
    expect(() => jsonTree(nested(maxDepth + 2))).toThrow(SyntaxError)
    expect(() => jsonTree(nested(100_000))).toThrow(SyntaxError)
  })

  it('reads whole numbers of 4,300 digits, and none of more', () => {
    const digits = '7'.repeat(4_300)
    expect(jsonTree(digits)).toEqual({ type: 'value', value: BigInt(digits) })
    expect(() => jsonTree(`${digits}7`)).toThrow(SyntaxError)
  })

  it('takes no longer for a long text than for its length', () => {
    const text = JSON.stringify('\\"'.repeat(50_000))
    expect(jsonTree(text)).toEqual({ type: 'value', value: '\\"'.repeat(50_000) })
    expect(() => jsonTree(text.slice(0, -1))).toThrow(SyntaxError)
  })
})

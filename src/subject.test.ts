import { describe, expect, it } from 'vitest'
import { subjectText } from './subject.ts'

describe('subjectText', () => {
  it.each<[string, string | number, string]>([
    ['a text', 'ada@shop.example', 'ada@shop.example'],
    ['a whole number', 42, '42'],
    ['zero', 0, '0'],
    ['minus zero', -0, '0'],
    ['a negative number', -1, '-1'],
    ['the largest whole number', Number.MAX_SAFE_INTEGER, '9007199254740991'],
    ['a space', ' ', ' '],
    ['512 bytes', 'x'.repeat(512), 'x'.repeat(512)],
    ['512 bytes of more than ASCII', 'é'.repeat(256), 'é'.repeat(256)],
    ['a character outside the basic plane', '👩', '👩'],
  ])('takes %s', (_what, subject, text) => {
    expect(subjectText(subject)).toBe(text)
  })

  it.each<[string, unknown]>([
    ['an empty text', ''],
    ['513 bytes', 'x'.repeat(513)],
    ['513 bytes in 257 characters', `${'é'.repeat(256)}x`],
    ['a lone surrogate', '\ud800'],
    ['a fraction', 1.5],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a number too large to be exact', 2 ** 53],
    ['nothing', undefined],
    ['null', null],
    ['a bigint', 1n],
    ['true', true],
    ['an object with a toString', { toString: () => 'ada' }],
    ['a list of one', ['ada']],
  ])('refuses %s', (_what, subject) => {
    // Only JavaScript can give some of these.
    expect(() => subjectText(subject as string)).toThrow(
      expect.objectContaining({ code: 'ERR_INVALID_DATA' }),
    )
  })
})

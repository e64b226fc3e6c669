import { describe, expect, it } from 'vitest'
import { isRejection } from '../rejection.ts'
import { dataOf, firstHonoured, oldCookie, oldSession } from './old-cookie.ts'
import type { Reading } from './reader.ts'

const session = { data: { a: 1 }, identity: 'x' }
const later = (reading: Reading): Reading => Promise.resolve(reading)

function read(text: string): Reading {
  if (text === 'good') return session
  return { rejected: text === 'forged' ? 'tampered' : 'malformed' }
}

describe('firstHonoured', () => {
  it('gives null when there is no cookie', () => {
    expect(firstHonoured([], read)).toBeNull()
    expect(firstHonoured(['', ''], read)).toBeNull()
  })

  it.each([
    ['the only one', ['good'], session],
    ['one behind forged ones', ['forged', 'x', 'good'], session],
    ['the first reason where none is', ['forged', 'x'], { rejected: 'tampered' }],
    ['none beyond the fourth', ['x', 'x', 'x', 'x', 'good'], { rejected: 'malformed' }],
  ])('gives %s, at once or later', async (_, texts, expected) => {
    expect(firstHonoured(texts, read)).toEqual(expected)
    expect(await firstHonoured(texts, (text) => later(read(text)))).toEqual(expected)
    const mixed = (text: string) => (text === 'good' ? later(read(text)) : read(text))
    expect(await firstHonoured(texts, mixed)).toEqual(expected)
  })

  it('reads no more once one is honoured', () => {
    const asked: string[] = []
    firstHonoured(['good', 'forged'], (text) => {
      asked.push(text)
      return read(text)
    })
    expect(asked).toEqual(['good'])
  })

  it('does not look into one that is longer than a cookie can be', () => {
    const asked: number[] = []
    const count = (text: string): Reading => {
      asked.push(text.length)
      return { rejected: 'tampered' }
    }
    expect(firstHonoured(['x'.repeat(4_097)], count)).toEqual({ rejected: 'malformed' })
    expect(firstHonoured(['x'.repeat(4_096)], count)).toEqual({ rejected: 'tampered' })
    expect(asked).toEqual([4_096])
  })
})

describe('oldCookie', () => {
  it.each([
    ['a Date', new Date('2027-03-01T00:00:00Z')],
    ['text in UTC', '2027-03-01T00:00:00Z'],
    ['text with an offset', '2027-03-01T01:00+01:00'],
  ])('takes %s for its end', (_, until) => {
    expect(oldCookie('x', ['a'], { until })).toMatchObject({ until: 1_803_859_200 })
  })

  it.each([
    ['a date without a zone', '2027-03-01T00:00:00'],
    ['a day', '2027-03-01'],
    ['a day that is none', '2027-13-01T00:00:00Z'],
    ['nothing', ''],
    ['a Date that is none', new Date('x')],
  ])('throws ERR_OPTIONS for %s', (_, until) => {
    expect(() => oldCookie('x', ['a'], { until })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS' }),
    )
  })
})

describe('oldSession', () => {
  it.each([
    ['text', 'ada', 'ada'],
    ['a whole number', 7, '7'],
    ['nothing', undefined, undefined],
    ['null', null, undefined],
    ['empty text', '', undefined],
    ['a fraction', 0.5, undefined],
    ['an object', { toString: () => 'ada' }, undefined],
  ])('takes %s that names who is logged in', (_, named, subject) => {
    const session = oldSession({}, { subject: () => named }, { identity: 'x' })
    expect(session).toEqual({ data: {}, subject, identity: 'x' })
  })
})

describe('dataOf', () => {
  it.each([['null'], ['7'], ['"a"'], ['[]'], ['{'], ['']])('gives nothing for %s', (json) => {
    expect(dataOf(json, JSON.parse)).toBeUndefined()
  })

  it('gives an object, a key called __proto__ among its own', () => {
    const data = dataOf('{"__proto__":{"admin":true}}', JSON.parse)
    expect(Object.keys(data ?? {})).toEqual(['__proto__'])
    expect(isRejection(data ?? {})).toBe(false)
  })
})

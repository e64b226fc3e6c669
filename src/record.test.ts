import { describe, expect, it } from 'vitest'
import { emptyBody, type Flash, isEmpty, sameFlashes } from './record.ts'

const nothing = { subject: null, flashes: [], body: emptyBody }
const hello: Flash = { text: 'Hello', category: 'message' }

describe('isEmpty', () => {
  it('is so without data, messages and subject', () => {
    expect(isEmpty(nothing)).toBe(true)
  })

  it.each([
    ['a subject', { ...nothing, subject: 'ada' }],
    ['an empty message', { ...nothing, flashes: [{ text: '', category: '' }] }],
    ['a key', { ...nothing, body: { text: '{"a":null}', rich: false } }],
    ['a key that holds undefined', { ...nothing, body: { text: '[{"a":-1}]', rich: true } }],
  ])('is not so with %s', (_what, record) => {
    expect(isEmpty(record)).toBe(false)
  })
})

describe('sameFlashes', () => {
  it.each<[string, readonly Flash[], readonly Flash[], boolean]>([
    ['none and none', [], [], true],
    ['equal ones', [hello], [{ ...hello }], true],
    ['another text', [hello], [{ ...hello, text: 'Bye' }], false],
    ['another category', [hello], [{ ...hello, category: 'error' }], false],
    ['one more', [hello], [hello, hello], false],
    ['one less', [hello], [], false],
    [
      'another order',
      [hello, { ...hello, text: 'Bye' }],
      [{ ...hello, text: 'Bye' }, hello],
      false,
    ],
  ])('compares %s', (_what, a, b, same) => {
    expect(sameFlashes(a, b)).toBe(same)
  })
})

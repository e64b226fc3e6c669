import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRejection } from '../rejection.ts'
import { openBox } from './secure-session-box.ts'

const key = new Uint8Array(32).fill(7)
const older = new Uint8Array(32).fill(8)
const nonce = new Uint8Array(24).fill(9)

function boxed(json: string, withKey = key): string {
  const ciphertext = xsalsa20poly1305(withKey, nonce).encrypt(Buffer.from(json))
  const [left, right] = [ciphertext, nonce].map((bytes) => Buffer.from(bytes).toString('base64'))
  return `${left};${right}`
}

describe('openBox', () => {
  it('gives the JSON under any of its keys', () => {
    expect(openBox(boxed('{"a":"ä"}'), [key])).toMatchObject({ json: '{"a":"ä"}' })
    expect(openBox(boxed('{}', older), [key, older])).toMatchObject({ json: '{}' })
  })

  it('refuses it under another key', () => {
    expect(openBox(boxed('{}', older), [key])).toEqual({ rejected: 'tampered' })
  })

  it('gives one canonical text for every spelling that a cookie may have', () => {
    const text = boxed('{"a":1}')
    const spellings = [
      text,
      encodeURIComponent(text),
      encodeURIComponent(text).replaceAll('%3B', '%3b'),
      `${encodeURIComponent(text)}.${'A'.repeat(43)}`,
    ]
    for (const spelling of spellings) {
      expect(openBox(spelling, [key])).toEqual({ json: '{"a":1}', text })
    }
  })

  it.each([
    ['nothing', ''],
    ['no nonce', boxed('{}').replace(/;.*/, '')],
    ['a short nonce', boxed('{}').slice(0, -4)],
    ['a long nonce', `${boxed('{}')}AAAA`],
    ['a third part', `${boxed('{}')};AAAA`],
    ['loose bits', boxed('{ }').replace(/.==;/, 'B==;')],
    ['no padding', boxed('{ }').replace('==;', ';')],
    ['a broken escape', '%E0%A4%A'],
    ['less than a tag', `AAAA;${Buffer.from(nonce).toString('base64')}`],
    ['base64url', boxed('{}').replace(/^../, '-_')],
  ])('refuses %s as malformed', (_, text) => {
    expect(openBox(text, [key])).toEqual({ rejected: 'malformed' })
  })

  it('refuses every change of one character', () => {
    const text = boxed('{"user":{"id":7}}')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: text.length - 1 }),
        fc.constantFrom(...'Aa0+/;.=%9'),
        (at, other) => {
          fc.pre(text[at] !== other)
          const result = openBox(text.slice(0, at) + other + text.slice(at + 1), [key])
          expect(['tampered', 'malformed']).toContain(
            isRejection(result) ? result.rejected : 'accepted',
          )
        },
      ),
    )
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(isRejection(openBox(text, [key]))).toBe(true)
      }),
    )
  })
})

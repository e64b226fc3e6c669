import { createHmac } from 'node:crypto'
import { deflateSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRejection } from '../rejection.ts'
import { readSigned, signingKeys } from './django-signed.ts'

const salt = 'django.contrib.sessions.backends.signed_cookies'

// Made by Django 3.2.25 with SECRET_KEY 'abc-django-secret': session.update(visits=3, …).
const fromDjango =
  '.eJyrVirLLM4sKVayMtZRSk4sKlGyilaKKTUwSDVR0lFKUooFEpnpSlaGRsYmpmbmFpYGCJaOUl5inpKVX6JfLQDQqBMS' +
  ':1xVMKC:qYDX70O3qiAlmdGyJ9j3bJ4cw4lCF9Cryxy7qvQ8a0M'
const keys = signingKeys(['abc-django-secret'], salt)

function signed(payload: string, time = '1xVMKC', key = keys[0] ?? new Uint8Array()): string {
  const value = `${payload}:${time}`
  return `${value}:${createHmac('sha256', key).update(value).digest('base64url')}`
}

function compressed(json: string): string {
  return `.${deflateSync(json).toString('base64url')}`
}

describe('readSigned', () => {
  it('gives the JSON and the time of what Django signed', () => {
    expect(readSigned(fromDjango, keys)).toEqual({
      json: '{"visits":3,"cart":["\\u00e4","b"],"big":12345678901234567890,"nan":NaN}',
      signedAt: Date.UTC(2026, 10, 23, 5, 10, 44) / 1_000,
    })
  })

  it('reads what was not compressed', () => {
    const payload = Buffer.from('{"a":1}').toString('base64url')
    expect(readSigned(signed(payload), keys)).toMatchObject({ json: '{"a":1}' })
  })

  it('reads what an older secret signed, and refuses what none of them did', () => {
    const rotated = signingKeys(['newer', 'abc-django-secret'], salt)
    expect(isRejection(readSigned(fromDjango, rotated))).toBe(false)
    expect(readSigned(fromDjango, signingKeys(['newer'], salt))).toEqual({ rejected: 'tampered' })
    expect(readSigned(fromDjango, [])).toEqual({ rejected: 'tampered' })
  })

  it('refuses what was signed under another salt', () => {
    const others = signingKeys(['abc-django-secret'], 'django.core.signing')
    expect(readSigned(fromDjango, others)).toEqual({ rejected: 'tampered' })
  })

  it('takes a secret of bytes as well as one of text', () => {
    const bytes = signingKeys([Buffer.from('abc-django-secret')], salt)
    expect(isRejection(readSigned(fromDjango, bytes))).toBe(false)
  })

  it('inflates up to 262,144 bytes and not one more', () => {
    const text = (length: number) => `"${'x'.repeat(length - 2)}"`
    expect(readSigned(signed(compressed(text(262_144))), keys)).toMatchObject({
      json: text(262_144),
    })
    expect(readSigned(signed(compressed(text(262_145))), keys)).toEqual({ rejected: 'malformed' })
  })

  it.each([
    ['nothing', ''],
    ['no time', fromDjango.replace(':1xVMKC', '')],
    ['a signature of SHA-1', fromDjango.slice(0, -16)],
    ['one more part', `a:${fromDjango}`],
    ['padding', `${fromDjango}=`],
    ['a payload that is no zlib, well signed', signed('.eJxx')],
    ['a payload with loose bits, well signed', signed('eB')],
  ])('refuses %s as malformed', (_, text) => {
    expect(readSigned(text, keys)).toEqual({ rejected: 'malformed' })
  })

  it('refuses every change of one character', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: fromDjango.length - 1 }),
        fc.constantFrom(...'Aa0-_:.=9'),
        (at, other) => {
          fc.pre(fromDjango[at] !== other)
          const changed = fromDjango.slice(0, at) + other + fromDjango.slice(at + 1)
          const result = readSigned(changed, keys)
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
        expect(isRejection(readSigned(text, keys))).toBe(true)
      }),
    )
  })
})

import { describe, expect, it } from 'vitest'
import { CoatcheckError } from '../errors.ts'
import { type Secrets, secretBytes } from './secrets.ts'

const good = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const other = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'

function refusal(secrets: unknown): CoatcheckError {
  try {
    // What programs without types pass is what is tested here.
    secretBytes(secrets as Secrets | undefined)
  } catch (error) {
    if (error instanceof CoatcheckError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('secretBytes', () => {
  it('gives texts as UTF-8 and bytes as they are, in their order', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, i) => i)
    const umlaut = 'ä'.repeat(12) + good
    expect(secretBytes([good, bytes, umlaut]).map((secret) => [...secret])).toEqual([
      [...Buffer.from(good)],
      [...bytes],
      [...Buffer.from(umlaut, 'utf8')],
    ])
    expect(secretBytes(good)).toHaveLength(1)
    expect(secretBytes(bytes)).toHaveLength(1)
  })

  it('keeps a copy, so that wiping the buffer it was given changes no key', () => {
    const bytes = new Uint8Array(Buffer.from(good))
    const [kept] = secretBytes(bytes)
    bytes.fill(0)
    expect([...(kept ?? [])]).toEqual([...Buffer.from(good)])
  })

  it('counts bytes and not characters', () => {
    expect(secretBytes('ÄÖÜäöüßéèêëàáâãå')).toHaveLength(1)
    expect(refusal(good.slice(1)).message).toContain('31 bytes')
  })

  it.each([
    ['undefined', undefined],
    ['an empty text', ''],
    ['no bytes', new Uint8Array(0)],
    ['an empty list', []],
    ['a list whose first is empty', ['', good]],
  ])('says that there is none for %s', (_, secrets) => {
    expect(refusal(secrets)).toMatchObject({ code: 'ERR_SECRET_MISSING' })
  })

  it.each([
    ['31 bytes', good.slice(1)],
    ['31 raw bytes', new Uint8Array(Buffer.from(good)).subarray(1)],
    ['one character, many times', 'a'.repeat(64)],
    ['few characters in many orders', 'abcabcbacbacbabcabcabcabacbacbacbabc'],
    ['zeros', new Uint8Array(32)],
    ['zeros in hexadecimal', '0'.repeat(64)],
    ['blanks', ' '.repeat(40)],
  ])('refuses %s as weak', (_, secret) => {
    expect(refusal(secret)).toMatchObject({ code: 'ERR_SECRET_WEAK' })
  })

  it.each([
    'changeme',
    'dev',
    'secret',
    'keyboard cat',
    'Keyboard Cat!',
    'your-secret-key-here',
    'supersecretkeysupersecretkeysupersecretkey',
    'SECRET_KEY SECRET_KEY SECRET_KEY SECRET_KEY',
    'complex_password_at_least_32_characters_long',
    'this-is-a-secret-key-please-change-it',
  ])('refuses the placeholder %j by what it is', (placeholder) => {
    const error = refusal(placeholder)
    expect(error.code).toBe('ERR_SECRET_WEAK')
    expect(error.message).toMatch(/^secrets\[0\] is a well-known placeholder; .*keygen/)
  })

  it('refuses a placeholder that is given as bytes', () => {
    const bytes = new Uint8Array(Buffer.from('complex_password_at_least_32_characters_long'))
    expect(refusal(bytes).code).toBe('ERR_SECRET_WEAK')
  })

  it.each([
    ['eight characters, four times', '12345678'.repeat(4)],
    ['sixteen digits, twice', '0123456789abcdef'.repeat(2)],
    ['eight characters, four times and a bit', `${'12345678'.repeat(4)}123`],
    ['eight bytes, eight times', Uint8Array.from({ length: 64 }, (_, i) => i % 8)],
  ])('refuses a short secret that was only repeated: %s', (_, secret) => {
    expect(refusal(secret).code).toBe('ERR_SECRET_WEAK')
  })

  it.each([
    ['a number', [7]],
    ['null', [null]],
    ['undefined', [undefined]],
    ['an object', [{}]],
    ['a list within the list', [[good]]],
    ['an ArrayBuffer', [new ArrayBuffer(32)]],
    ['another typed array', [new Uint16Array(32)]],
  ])('refuses %s in the list by its place', (_, secrets) => {
    const error = refusal([good, ...secrets])
    expect(error.code).toBe('ERR_SECRET_WEAK')
    expect(error.message).toMatch(/^secrets\[1\] is neither text nor bytes/)
  })

  it.each([
    ['null', null],
    ['a number', 7],
    ['an object', {}],
    ['an ArrayBuffer', new ArrayBuffer(32)],
    ['true', true],
  ])('refuses %s instead of a list with an error of its own', (_, secrets) => {
    expect(refusal(secrets).code).toMatch(/^ERR_(?:SECRET_MISSING|SECRET_WEAK|OPTIONS)$/)
  })

  it('names the place of the weak one and never shows any of them', () => {
    const weak = 'hunter2-hunter2'
    const error = refusal([good, other, weak])
    expect(error.message).toMatch(/^secrets\[2\] is 15 bytes long, and 32 are needed/)
    for (const secret of [good, other, weak]) {
      expect(`${error.message}${error.stack}${JSON.stringify(error)}`).not.toContain(secret)
    }
  })
})

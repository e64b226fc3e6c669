import { describe, expect, it } from 'vitest'
import { CoatcheckError } from '../errors.ts'
import { cookieForms } from './cookie-forms.ts'
import type { CookieOptions } from './cookie-options.ts'

function refusal(options: unknown): string {
  try {
    // What programs without types pass is tested here too.
    cookieForms(options as CookieOptions)
  } catch (error) {
    if (!(error instanceof CoatcheckError)) throw error
    expect(error.code).toBe('ERR_OPTIONS')
    return error.message
  }
  return 'nothing was refused'
}

describe('cookieForms', () => {
  it('decides the defaults', () => {
    expect(cookieForms()).toEqual({
      secure: {
        name: '__Host-Http-session',
        attributes: {
          path: '/',
          httpOnly: true,
          secure: true,
          sameSite: 'lax',
          partitioned: false,
        },
      },
      local: {
        name: 'session',
        attributes: {
          path: '/',
          httpOnly: true,
          secure: false,
          sameSite: 'lax',
          partitioned: false,
        },
      },
    })
  })

  it('takes undefined for absent, so that an unset variable changes nothing', () => {
    const unset = {
      name: undefined,
      path: undefined,
      domain: undefined,
      secure: undefined,
      httpOnly: undefined,
      sameSite: undefined,
      partitioned: undefined,
    }
    expect(cookieForms(unset)).toEqual(cookieForms())
  })

  it.each([
    ['secure is true', { secure: true }],
    ['secure is false', { secure: false }],
    ['the name brings its prefix', { name: '__host-sid' }],
    ['SameSite is None', { sameSite: 'none' }],
    ['it is partitioned', { partitioned: true }],
  ] as const)('has no plain form when %s', (_, options) => {
    expect(cookieForms(options).local).toBeUndefined()
  })

  it('differs in the plain form by prefix and Secure only', () => {
    const { secure, local } = cookieForms({ name: 'sid', path: '/shop', domain: 'localhost' })
    expect(secure.name).toBe('__Secure-sid')
    expect(local?.name).toBe('sid')
    expect({ ...local?.attributes, secure: true }).toEqual(secure.attributes)
  })

  it.each([
    ['name', ''],
    ['name', 'two words'],
    ['name', 'a=b'],
    ['name', 'a;b'],
    ['name', 'a,b'],
    ['name', 'a"b'],
    ['name', 'a\nb'],
    ['name', 'a\n'],
    ['name', 'a\0'],
    ['name', 'a\r\nSet-Cookie: x=y'],
    ['name', 'größe'],
    ['name', 'x'.repeat(129)],
    ['name', 7],
    ['name', null],
    ['path', ''],
    ['path', 'shop'],
    ['path', ' /'],
    ['path', '/a;b'],
    ['path', '/; Domain=evil.example'],
    ['path', '/\n'],
    ['path', '/\0'],
    ['path', '/\x7f'],
    ['path', '/é'],
    ['path', `/${'x'.repeat(1_024)}`],
    ['path', 7],
    ['domain', ''],
    ['domain', '.'],
    ['domain', '..shop.example'],
    ['domain', 'shop..example'],
    ['domain', 'shop.example.'],
    ['domain', 'shop.example\n'],
    ['domain', 'shop.example; Secure'],
    ['domain', 'shop.example\0'],
    ['domain', 'https://shop.example'],
    ['domain', 'shop.example:8080'],
    ['domain', 'shop.example/'],
    ['domain', '*.shop.example'],
    ['domain', '-shop.example'],
    ['domain', 'shop-.example'],
    ['domain', 'sh_op.example'],
    ['domain', 'größe.example'],
    ['domain', '[::1]'],
    ['domain', `${'a'.repeat(64)}.example`],
    ['domain', `${'a.'.repeat(127)}a`],
    ['domain', null],
    ['sameSite', 'Lax'],
    ['sameSite', ''],
    ['sameSite', true],
    ['sameSite', null],
    ['secure', 'true'],
    ['secure', 1],
    ['secure', null],
  ])('refuses the %s %j by the name of the option', (option, value) => {
    expect(refusal({ [option]: value })).toMatch(new RegExp(`^cookie\\.${option}: `))
  })

  it.each([
    ['httpOnly', 'false'],
    ['httpOnly', 0],
    ['httpOnly', null],
    ['partitioned', 'false'],
    ['partitioned', 1],
    ['partitioned', null],
  ])('refuses the %s %j, which is no boolean, by the name of the option', (option, value) => {
    expect(refusal({ [option]: value })).toMatch(new RegExp(`^cookie\\.${option}: `))
  })

  it.each(['samesite', 'HttpOnly', 'maxAge', 'prefix'])(
    'refuses the option %j, which does not exist, instead of going without it',
    (option) => {
      expect(refusal({ [option]: 'strict' })).toContain(`cookie.${option}`)
    },
  )

  it.each([
    ['name', "!#$%&*+-.^_`|~09AZaz'"],
    ['name', 'x'.repeat(128)],
    ['path', '/a b/ü'.replace('ü', '%C3%BC')],
    ['path', `/${'x'.repeat(1_023)}`],
    ['domain', 'localhost'],
    ['domain', '.shop.example'],
    ['domain', 'xn--gre-6ka8i.example'],
    ['domain', '127.0.0.1'],
    ['domain', `${'a'.repeat(63)}.example`],
    ['sameSite', 'strict'],
    ['secure', false],
  ])('accepts the %s %j', (option, value) => {
    expect(refusal({ [option]: value })).toBe('nothing was refused')
  })

  it('refuses a million characters as fast as a few', () => {
    expect(refusal({ domain: 'a.'.repeat(500_000) })).toMatch(/^cookie\.domain: /)
    expect(refusal({ domain: `${'a'.repeat(120)}.`.repeat(2) })).toMatch(/^cookie\.domain: /)
  })

  it('keeps its message short, however long the value', () => {
    expect(refusal({ path: `/${'x'.repeat(1_000_000)}` }).length).toBeLessThan(2_000)
  })

  it('refuses what browsers would drop', () => {
    expect(refusal({ secure: false, sameSite: 'none' })).toMatch(/^cookie\.secure: .*SameSite=None/)
    expect(refusal({ secure: false, partitioned: true })).toMatch(/^cookie\.secure: .*Partitioned/)
    expect(refusal({ name: '__Host-sid', domain: 'a.example' })).toMatch(/^cookie\.name: .*__Host-/)
    expect(refusal({ name: '__Secure-sid', secure: false })).toMatch(/^cookie\.name: .*__Secure-/)
  })
})

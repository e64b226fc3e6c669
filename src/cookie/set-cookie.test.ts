import { describe, expect, it } from 'vitest'
import { cookieForms } from './cookie-forms.ts'
import type { CookieOptions } from './cookie-options.ts'
import { cookieBytes, deleteCookie, maxCookieBytes, setCookie } from './set-cookie.ts'

const forms: readonly CookieOptions[] = [
  {},
  { name: 'sid', path: '/shop' },
  { domain: 'shop.example', httpOnly: false },
  { domain: '.shop.example', sameSite: 'strict' },
  { sameSite: 'none', partitioned: true },
  { secure: true, sameSite: 'none' },
  { secure: false, path: '/a b' },
  { name: '__Secure-sid', path: '/shop', partitioned: true },
]

/** A `Set-Cookie` line as RFC 6265 §5.2 takes it apart: name, value, attributes by name. */
function parsed(text: string): readonly [string, string, ReadonlyMap<string, string>] {
  const [pair = '', ...attributes] = text.split('; ')
  const [name = '', ...value] = pair.split('=')
  const byName = attributes.map((attribute) => {
    const [key = '', ...rest] = attribute.split('=')
    return [key, rest.join('=')] as const
  })
  expect(new Set(byName.map(([key]) => key)).size).toBe(byName.length)
  return [name, value.join('='), new Map(byName)]
}

describe('setCookie', () => {
  it('writes the safest line there is by default', () => {
    expect(setCookie(cookieForms().secure, 'abc', undefined).text).toBe(
      '__Host-Http-session=abc; Path=/; HttpOnly; Secure; SameSite=Lax',
    )
  })

  it('writes every attribute', () => {
    const options: CookieOptions = {
      name: 'sid',
      path: '/shop',
      domain: 'shop.example',
      sameSite: 'none',
      partitioned: true,
    }
    expect(parsed(setCookie(cookieForms(options).secure, 'abc', 60).text)).toEqual([
      '__Secure-sid',
      'abc',
      new Map([
        ['Max-Age', '60'],
        ['Domain', 'shop.example'],
        ['Path', '/shop'],
        ['HttpOnly', ''],
        ['Secure', ''],
        ['Partitioned', ''],
        ['SameSite', 'None'],
      ]),
    ])
  })

  it('writes nothing that was turned off', () => {
    const options = { secure: false, httpOnly: false, sameSite: 'strict' } as const
    expect(setCookie(cookieForms(options).secure, 'abc', undefined).text).toBe(
      'session=abc; Path=/; SameSite=Strict',
    )
  })

  it.each([
    [0, 0],
    [-5, 0],
    [1, 1],
    [34_560_000, 34_560_000],
    [34_560_001, 34_560_000],
    [315_360_000, 34_560_000],
  ])('writes a Max-Age of %d seconds as %d, 400 days at most', (seconds, written) => {
    const { text, attributes } = setCookie(cookieForms().secure, 'abc', seconds)
    expect(text).toContain(`; Max-Age=${written};`)
    expect(attributes.maxAge).toBe(written)
  })

  it('writes no Max-Age and no Expires for a cookie that ends with the browser', () => {
    const { text, attributes } = setCookie(cookieForms().secure, 'abc', undefined)
    expect(text).not.toMatch(/max-age|expires/i)
    expect(attributes).not.toHaveProperty('maxAge')
    expect(attributes).not.toHaveProperty('expires')
  })

  it('says the same in its parts as in its text', () => {
    for (const options of forms) {
      const { name, value, attributes, text } = setCookie(cookieForms(options).secure, 'abc', 60)
      const [textName, textValue, said] = parsed(text)
      expect([textName, textValue]).toEqual([name, value])
      expect(said.get('Path')).toBe(attributes.path)
      expect(said.get('Domain')).toBe(attributes.domain)
      expect(said.get('Max-Age')).toBe(String(attributes.maxAge))
      expect(said.has('HttpOnly')).toBe(attributes.httpOnly)
      expect(said.has('Secure')).toBe(attributes.secure)
      expect(said.has('Partitioned')).toBe(attributes.partitioned)
      expect(said.get('SameSite')?.toLowerCase()).toBe(attributes.sameSite)
    }
  })

  it.each(['a;b', 'a b', 'a\r\nSet-Cookie: b=c', 'a\0', 'a\tb', 'ä', 'a\u2028'])(
    'refuses the value %j rather than writing another attribute or header',
    (value) => {
      expect(() => setCookie(cookieForms().secure, value, undefined)).toThrow(TypeError)
    },
  )

  it('writes every path that cookieForms accepts', () => {
    for (let code = 0x20; code < 0x7f; code += 1) {
      const path = `/${String.fromCharCode(code)}x`
      if (path.includes(';') || path.includes('<')) continue
      const { secure } = cookieForms({ path })
      expect(setCookie(secure, 'abc', undefined).text).toContain(`; Path=${path};`)
    }
  })
})

describe('deleteCookie', () => {
  it('differs from the creation in nothing but value and age', () => {
    for (const options of forms) {
      const { secure, local } = cookieForms(options)
      for (const form of local === undefined ? [secure] : [secure, local]) {
        const [name, value, made] = parsed(setCookie(form, 'abc', 60).text)
        const [deletedName, deletedValue, deleted] = parsed(deleteCookie(form).text)
        expect([deletedName, deletedValue]).toEqual([name, ''])
        expect(value).toBe('abc')
        expect(deleted.get('Max-Age')).toBe('0')
        expect(deleted.get('Expires')).toBe('Thu, 01 Jan 1970 00:00:00 GMT')
        expect(without(deleted, 'Max-Age', 'Expires')).toEqual(without(made, 'Max-Age'))
      }
    }
  })
})

describe('cookieBytes', () => {
  it('counts name and value and nothing else, as browsers do', () => {
    expect(cookieBytes('sid', 'abcd')).toBe(7)
    expect(maxCookieBytes).toBe(4_096)
  })
})

function without(
  attributes: ReadonlyMap<string, string>,
  ...names: readonly string[]
): ReadonlyMap<string, string> {
  return new Map([...attributes].filter(([name]) => !names.includes(name)))
}

import { describe, expect, it } from 'vitest'
import { cookieForms } from '../cookie/cookie-forms.ts'
import type { CookieOptions } from '../cookie/cookie-options.ts'
import { type CookieFlag, cookieFlags, type FlagQuestion } from './cookie-flags.ts'

function flagsOf(
  options: CookieOptions,
  question: Partial<FlagQuestion> = {},
): Record<string, CookieFlag['fate']> {
  const { secure } = cookieForms(options)
  const flags = cookieFlags({
    form: secure,
    url: 'https://example.com/inspector',
    wasSent: false,
    bytes: 300,
    permanent: false,
    ...question,
  })
  return Object.fromEntries(flags.map(({ flag, fate }) => [flag, fate]))
}

describe('cookieFlags', () => {
  it('says that the default cookie is kept over https', () => {
    expect(flagsOf({})).toEqual({
      '__Host-Http-': 'kept',
      Secure: 'kept',
      HttpOnly: 'kept',
      'SameSite=Lax': 'kept',
      'Path=/': 'kept',
      'no Domain': 'kept',
      'no Max-Age': 'kept',
      '300 bytes': 'kept',
    })
  })

  it('says that Secure is dropped on plain http, and on this machine by some browsers only', () => {
    expect(flagsOf({}, { url: 'http://example.com/' })['Secure']).toBe('dropped')
    expect(flagsOf({}, { url: 'http://localhost:3000/' })['Secure']).toBe('depends')
  })

  it('believes a browser that sent the cookie, though a proxy made plain http of https', () => {
    expect(flagsOf({}, { url: 'http://example.com/', wasSent: true })['Secure']).toBe('kept')
  })

  it('says that a cookie of another domain, and one over the limit, are dropped', () => {
    const flags = flagsOf({ domain: 'example.org' }, { bytes: 4_097 })
    expect(flags['Domain=example.org']).toBe('dropped')
    expect(flags['4,097 bytes']).toBe('dropped')
    expect(flagsOf({ domain: 'example.com' }, { bytes: 4_096 })).toMatchObject({
      'Domain=example.com': 'kept',
      '4,096 bytes': 'kept',
    })
  })

  it('says that no session reaches an inspector beside its path', () => {
    expect(flagsOf({ path: '/shop' })['Path=/shop']).toBe('depends')
    expect(flagsOf({ path: '/inspector' })['Path=/inspector']).toBe('kept')
  })

  it('names SameSite=None and Partitioned', () => {
    expect(flagsOf({ sameSite: 'none', partitioned: true })).toMatchObject({
      'SameSite=None': 'kept',
      Partitioned: 'kept',
    })
  })

  it('says that a prefix whose promise is not kept drops the cookie', () => {
    const { secure } = cookieForms({})
    const form = { ...secure, attributes: { ...secure.attributes, path: '/shop' } }
    expect(flagsOf({}, { form })['__Host-Http-']).toBe('dropped')
  })
})

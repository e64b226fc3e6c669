import { describe, expect, it } from 'vitest'
import { hasPrefix, prefixedName } from './prefix.ts'

const best = { secure: true, httpOnly: true, path: '/' }

describe('prefixedName', () => {
  it.each([
    ['__Host-Http-', best],
    ['__Host-', { ...best, httpOnly: false }],
    ['__Secure-', { ...best, path: '/shop' }],
    ['__Secure-', { ...best, domain: 'shop.example' }],
    ['__Secure-', { ...best, path: '/shop', httpOnly: false }],
    ['', { ...best, secure: false }],
    ['', { ...best, secure: false, httpOnly: false, domain: 'shop.example' }],
  ])('gives a bare name the prefix %j, which its attributes allow', (prefix, cookie) => {
    expect(prefixedName('session', cookie)).toBe(`${prefix}session`)
  })

  it.each([
    ['__Host-Http-sid', best],
    ['__host-http-SID', best],
    ['__HOST-sid', { ...best, httpOnly: false }],
    ['__Host-sid', best],
    ['__Secure-sid', { ...best, domain: 'shop.example' }],
    ['__SECURE-sid', { ...best, path: '/shop', httpOnly: false }],
    ['__Http-sid', { ...best, domain: 'shop.example' }],
    ['__hTTP-sid', best],
  ])('takes %j as it is where the attributes fit', (name, cookie) => {
    expect(prefixedName(name, cookie)).toBe(name)
  })

  it.each([
    ['__Host-Http-sid', { ...best, httpOnly: false }],
    ['__Host-Http-sid', { ...best, secure: false }],
    ['__host-http-sid', { ...best, domain: 'shop.example' }],
    ['__Host-sid', { ...best, path: '/shop' }],
    ['__HOST-sid', { ...best, secure: false }],
    ['__hOsT-sid', { ...best, domain: 'shop.example' }],
    ['__Secure-sid', { ...best, secure: false }],
    ['__sEcUrE-sid', { ...best, secure: false }],
    ['__Http-sid', { ...best, httpOnly: false }],
    ['__HTTP-sid', { ...best, secure: false }],
  ])('refuses %j where a browser would drop the cookie: %j', (name, cookie) => {
    expect(() => prefixedName(name, cookie)).toThrow(
      expect.objectContaining({
        code: 'ERR_OPTIONS',
        message: expect.stringMatching(/^cookie\.name: browsers keep a cookie called __/),
      }),
    )
  })
})

describe('hasPrefix', () => {
  it.each(['__Host-', '__host-x', '__SECURE-x', '__Http-x', '__Host-Http-x', '__HOST-HTTP-x'])(
    'holds for %j, in any case',
    (name) => {
      expect(hasPrefix(name)).toBe(true)
    },
  )

  it.each(['session', 'x__Host-', '_Host-x', '__Hostx', '__Host', '__ Host-x', ''])(
    'does not hold for %j',
    (name) => {
      expect(hasPrefix(name)).toBe(false)
    },
  )
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { localNext } from './local-next.ts'

const here = 'https://shop.example/login'

describe('localNext', () => {
  it.each([
    ['/', '/'],
    ['/dashboard', '/dashboard'],
    ['/cart?sort=price&page=2#top', '/cart?sort=price&page=2#top'],
    ['/a/../b', '/b'],
    ['/a b', '/a%20b'],
    ['/café?q=ü', '/caf%C3%A9?q=%C3%BC'],
    ['/caf%C3%A9', '/caf%C3%A9'],
    ['/search?q=100%', '/search?q=100%'],
    ['/out?to=https://evil.example//x', '/out?to=https://evil.example//x'],
    ['/@evil.example', '/@evil.example'],
    ['/javascript:alert(1)', '/javascript:alert(1)'],
    ['/ /evil.example', '/%20/evil.example'],
    ['/／evil.example', '/%EF%BC%8Fevil.example'],
    ['/a//b', '/a//b'],
    [`/${'a'.repeat(2_047)}`, `/${'a'.repeat(2_047)}`],
  ])('takes %j', (text, expected) => {
    expect(localNext(text, '/fallback')).toBe(expected)
  })

  it.each([
    ['nothing', ''],
    ['no text', undefined],
    ['null', null],
    ['two texts', ['/a', '/b']],
    ['an object', { toString: (): string => '/a' }],
    ['another site', 'https://evil.example'],
    ['another site without a scheme', '//evil.example'],
    ['three slashes', '///evil.example'],
    ['a slash and a backslash', '/\\evil.example'],
    ['two backslashes', '\\\\evil.example'],
    ['a backslash and a slash', '\\/evil.example'],
    ['a backslash further on', '/a\\..\\..\\evil.example'],
    ['a tab between the slashes', '/\t/evil.example'],
    ['a line feed between the slashes', '/\n/evil.example'],
    ['a carriage return between the slashes', '/\r/evil.example'],
    ['a header of its own', '/a\r\nSet-Cookie: session=evil'],
    ['a null byte', '/a\0b'],
    ['a delete character', '/a\x7f'],
    ['a C1 control', '/a\u0085'],
    ['a leading blank', ' /a'],
    ['a leading tab', '\t/a'],
    ['a scheme of scripts', 'javascript:alert(1)'],
    ['a scheme and one slash', 'https:/evil.example'],
    ['a scheme and no slash', 'https:evil.example'],
    ['a relative path', 'dashboard'],
    ['only a query', '?next=/a'],
    ['a host with a password before it', '//shop.example@evil.example'],
    ['a dot segment that leaves two slashes', '/.//evil.example'],
    ['a parent segment that leaves two slashes', '/a/..//evil.example'],
    ['an escaped dot segment that leaves two slashes', '/%2e//evil.example'],
    ['an escaped parent segment', '/%2E%2e//evil.example'],
    ['an escaped slash at the front', '/%2Fevil.example'],
    ['an escaped backslash at the front', '/%5Cevil.example'],
    ['an escaped tab between the slashes', '/%09/evil.example'],
    ['an escaped header', '/a%0D%0ASet-Cookie:%20x'],
    ['an escape that is none', '/100%'],
    ['an escape that is no character', '/%FF'],
    ['2,049 characters', `/${'a'.repeat(2_048)}`],
    ['what is too long once escaped', `/${'ü'.repeat(1_000)}`],
    ['what only begins with this site', `${here}.evil.example`],
  ])('refuses %s', (_what, text) => {
    expect(localNext(text, '/fallback')).toBe('/fallback')
  })

  it('gives the fallback as it is', () => {
    expect(localNext('//evil.example', 'https://elsewhere.example')).toBe(
      'https://elsewhere.example',
    )
  })

  it('never leads off the site, however its answer is read, and takes its own answer again', () => {
    const alphabet = [...'//\\\\..:@?#%2fF5cC09aA \t\n\r\0é／'.split('')]
    const hostile = fc
      .array(fc.constantFrom(...alphabet), { maxLength: 12 })
      .map((it) => it.join(''))
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (tail) => {
        const next = localNext(`/${tail}`, '')
        if (next === '') return
        expect(new URL(next, here).origin).toBe('https://shop.example')
        const path = decodeURIComponent(new URL(next, here).pathname)
        expect(new URL(path, here).origin).toBe('https://shop.example')
        expect(next).toMatch(/^\/[\x21-\x7e]*$/)
        expect(localNext(next, '')).toBe(next)
      }),
      { numRuns: 5_000 },
    )
  })
})

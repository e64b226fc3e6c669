import { describe, expect, it } from 'vitest'
import { cookieValues, maxHeaderLength } from './cookie-header.ts'

describe('cookieValues', () => {
  it.each([
    ['nothing in an empty header', '', []],
    ['the only cookie', 'sid=a', ['a']],
    ['an empty value', 'sid=', ['']],
    ['a value that holds =', 'sid=a=b==', ['a=b==']],
    ['a cookie among others', 'a=1; sid=x; b=2', ['x']],
    ['every duplicate, in order', 'sid=1; a=b; sid=2;sid=3', ['1', '2', '3']],
    ['cookies without a blank between', 'a=1;sid=x;b=2', ['x']],
    ['cookies with many blanks between', 'a=1; \t  sid=x \t ;  b=2', ['x']],
    ['nothing for a pair without =', 'sid; sidx', []],
    ['nothing for a longer name', 'sid2=x; xsid=x', []],
    ['nothing for a shorter name', 'si=x', []],
    ['nothing for another case', 'SID=x; Sid=y', []],
    ['nothing for a blank before =', 'sid =x', []],
    ['nothing for our name within a value', 'a=sid=x', []],
    ['nothing for our name in quotes', '"sid"=x', []],
    ['quotes as part of the value', 'sid="x"', ['"x"']],
    ['percent signs as they are', 'sid=%3B%00', ['%3B%00']],
    ['our cookie behind many semicolons', ';;; ;;sid=x;;', ['x']],
    ['our cookie behind broken pairs', '=; =a; a; é=\u0001; sid=x', ['x']],
    ['a value with a comma, which separates nothing', 'sid=x, sid=y', ['x, sid=y']],
  ])('gives %s', (_, header, values) => {
    expect(cookieValues(header, 'sid')).toEqual(values)
  })

  it('takes no character of the name for a pattern', () => {
    expect(cookieValues('sXd=x; s.d=y', 's.d')).toEqual(['y'])
    expect(cookieValues('toString=x; __proto__=y', '__proto__')).toEqual(['y'])
  })

  it('finds a cookie that ends with the last character looked at, and none behind it', () => {
    const filler = `a=${'x'.repeat(maxHeaderLength - 'a=; sid=abc'.length)}; `
    expect(cookieValues(`${filler}sid=abc`, 'sid')).toEqual(['abc'])
    expect(cookieValues(`${filler}sid=abcdef`, 'sid')).toEqual(['abc'])
    expect(cookieValues(`${'x'.repeat(maxHeaderLength)}; sid=abc`, 'sid')).toEqual([])
  })
})

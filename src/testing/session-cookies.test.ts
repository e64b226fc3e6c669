import { describe, expect, it } from 'vitest'
import { sessionCookies } from './session-cookies.ts'

const url = 'https://shop.example/'

describe('the cookies of a visitor', () => {
  it('begin with what the visitor would send', () => {
    const cookies = sessionCookies(url, 'theme=dark; session=abc=; ')
    expect(cookies.header).toBe('theme=dark; session=abc=')
    expect(cookies.pairs).toEqual([
      { name: 'theme', value: 'dark' },
      { name: 'session', value: 'abc=' },
    ])
    expect(sessionCookies(url).header).toBe('')
  })

  it.each([
    [
      'Headers',
      {
        headers: new Headers([
          ['set-cookie', 'a=2; Path=/'],
          ['set-cookie', 'b=3'],
        ]),
      },
    ],
    ['an object with a list', { headers: { 'set-cookie': ['a=2; Path=/', 'b=3'] } }],
  ])('are afterwards what an answer with %s makes of them', (_what, answer) => {
    const before = sessionCookies(url, 'a=1; c=4')
    const after = before.after(answer)
    expect(after.header).toBe('a=2; c=4; b=3')
    expect(after.lines).toEqual(['a=2; Path=/', 'b=3'])
    expect(before.header).toBe('a=1; c=4')
  })

  it('are several of one name where a test tosses cookies, until an answer sets one', () => {
    const tossed = sessionCookies(url, 'a=1; b=2; a=3')
    expect(tossed.header).toBe('a=1; b=2; a=3')
    expect(tossed.after({ headers: { 'set-cookie': 'a=4' } }).header).toBe('a=4; b=2')
    expect(tossed.after({ headers: { 'set-cookie': 'a=; Max-Age=0' } }).header).toBe('b=2')
  })

  it('take one line as light-my-request gives it, and none at all', () => {
    expect(sessionCookies(url).after({ headers: { 'set-cookie': 'a=1' } }).header).toBe('a=1')
    expect(sessionCookies(url, 'a=1').after({ headers: {} }).header).toBe('a=1')
  })

  it.each([
    ['Max-Age=0', ''],
    ['Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'a='],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', ''],
    ['Path=/', 'a='],
  ])('are deleted as browsers delete them: %s', (attributes, header) => {
    const after = sessionCookies(url, 'a=1').after({
      headers: { 'set-cookie': `a=; ${attributes}` },
    })
    expect(after.header).toBe(header)
  })

  it('bring their attributes for a browser', () => {
    const line = 'session=abc; Path=/app; HttpOnly; Secure; SameSite=Strict'
    expect(
      sessionCookies(url)
        .after({ headers: { 'set-cookie': line } })
        .forBrowser(),
    ).toEqual([
      {
        name: 'session',
        value: 'abc',
        domain: 'shop.example',
        path: '/app',
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
      },
    ])
  })
})

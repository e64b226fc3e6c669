import { describe, expect, it } from 'vitest'
import { request } from '../test/property/request.ts'
import { cacheHeaders, type SessionUse } from './cache-headers.ts'

/** The response's headers afterwards. */
function headersAfter(
  use: SessionUse,
  headers: Record<string, string> = {},
): Record<string, string> {
  const exchange = request()
  for (const [name, value] of Object.entries(headers)) exchange.setHeader(name, value)
  cacheHeaders(exchange, use)
  return Object.fromEntries(
    exchange.responseHeaderNames().map((name) => [name, exchange.responseHeader(name) ?? '']),
  )
}

const used: SessionUse = { setsCookie: false, showsData: false }

describe('cacheHeaders', () => {
  it('says that an answer that used the session varies by its cookie, and nothing more', () => {
    expect(headersAfter(used)).toEqual({ vary: 'Cookie' })
  })

  it.each([
    ['', 'Cookie'],
    ['Origin', 'Origin, Cookie'],
    ['cookie', 'cookie'],
    ['Origin ,COOKIE, Accept', 'Origin ,COOKIE, Accept'],
    ['*', '*'],
    ['Set-Cookie', 'Set-Cookie, Cookie'],
    ['Cookies', 'Cookies, Cookie'],
  ])('adds to a Vary of %j what is missing', (vary, expected) => {
    expect(headersAfter(used, { vary })['vary']).toBe(expected)
  })

  it('keeps an answer that shows data private, unless it speaks for itself', () => {
    const shows = { ...used, showsData: true }
    expect(headersAfter(shows)['cache-control']).toBe('private, no-cache')
    expect(headersAfter(shows, { 'cache-control': 'max-age=5' })['cache-control']).toBe('max-age=5')
  })

  it('keeps an answer that sets the cookie out of every cache, and removes what says otherwise', () => {
    const sets = { setsCookie: true, showsData: true }
    const said = {
      'cache-control': 'public, s-maxage=60',
      expires: 'Thu, 01 Dec 2033 16:00:00 GMT',
      'surrogate-control': 'max-age=60',
      'cdn-cache-control': 'max-age=60',
      'fastly-cdn-cache-control': 'max-age=60',
      etag: '"1"',
    }
    expect(headersAfter(sets, said)).toEqual({
      vary: 'Cookie',
      'cache-control': 'private, no-store',
      etag: '"1"',
    })
  })

  it.each(['no-store', 'NO-STORE', 'max-age=0,no-store', 'public, no-store , x'])(
    'leaves %s alone',
    (said) => {
      const sets = { setsCookie: true, showsData: true }
      expect(headersAfter(sets, { 'cache-control': said })['cache-control']).toBe(said)
    },
  )
})

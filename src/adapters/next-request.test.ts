import { describe, expect, it } from 'vitest'
import { nextRequest, withoutNextsOwn } from './next-request.ts'
import { webExchange } from './web-exchange.ts'

/** The headers as Next gives them for a browser on this machine. */
const direct = {
  host: 'localhost:3000',
  'x-forwarded-for': '::1',
  'x-forwarded-host': 'localhost:3000',
  'x-forwarded-port': '3000',
  'x-forwarded-proto': 'http',
}

const forwardedIn = (request: Request): readonly string[] =>
  [...request.headers.keys()].filter((name) => name.startsWith('x-forwarded'))

const seen = (headers: Record<string, string>): Request => nextRequest(new Headers(headers), 'page')

describe('nextRequest', () => {
  it('has the host that was asked for, and the path and method of the request', () => {
    const given = new Request('http://0.0.0.0:3000/cart?item=7', { method: 'POST' })
    const headers = { ...direct, host: 'shop.example', 'x-forwarded-proto': 'https' }
    const request = nextRequest(new Headers(headers), given)
    expect([request.method, request.url]).toEqual(['POST', 'https://shop.example/cart?item=7'])
  })

  it('has the path / where Next tells none, and answers an action with a page', () => {
    const headers = new Headers({ ...direct, accept: 'text/x-component' })
    const action = nextRequest(headers, 'action')
    expect([action.method, action.url]).toEqual(['POST', 'http://localhost:3000/'])
    expect(action.headers.get('accept')).toBe('text/html')
    const page = nextRequest(headers, 'page')
    expect([page.method, page.headers.get('accept')]).toEqual(['GET', 'text/x-component'])
  })

  it('keeps the Cookie header as it was sent, with several values of one name', () => {
    const request = seen({ ...direct, cookie: 'session=a; session=b; other=%20' })
    expect(request.headers.get('cookie')).toBe('session=a; session=b; other=%20')
  })

  it.each(['::1', '127.0.0.1', '::ffff:127.0.0.1'])(
    'hides what Next adds by itself when a browser at %s asks it',
    (address) => {
      expect(forwardedIn(seen({ ...direct, 'x-forwarded-for': address }))).toEqual([])
    },
  )

  it.each([
    ['the browser is elsewhere', { 'x-forwarded-for': '203.0.113.7' }],
    ['there was more than one hop', { 'x-forwarded-for': '203.0.113.7, 127.0.0.1' }],
    ['it was asked for by another name', { 'x-forwarded-host': 'shop.example' }],
    ['it was asked for over https', { 'x-forwarded-proto': 'https' }],
    ['nobody says where the browser is', { 'x-forwarded-for': '' }],
  ])('hides nothing of a proxy: %s', (_fact, headers) => {
    expect(forwardedIn(seen({ ...direct, ...headers }))).toHaveLength(4)
  })

  it.each(['', '[', 'a b', 'localhost@evil.example', '0x7f.1', 'x'.repeat(70_000)])(
    'takes an odd Host for nobody: %j',
    (host) => {
      const { hostname } = new URL(seen({ ...direct, host }).url)
      expect(hostname === 'unknown.invalid' || hostname === host).toBe(true)
      expect(hostname).not.toMatch(/^127\.|localhost$/)
    },
  )
})

describe('withoutNextsOwn', () => {
  const exchangeOf = (headers: Record<string, string>) =>
    webExchange(new Request('http://localhost:3000/', { headers }), '127.0.0.1')

  it('hides what Next adds by itself, and nothing else', () => {
    const exchange = withoutNextsOwn(exchangeOf({ ...direct, cookie: 'session=a', via: 'b' }))
    expect(Object.keys(direct).map(exchange.header)).toEqual(['localhost:3000', ...Array(4)])
    expect([exchange.header('via'), exchange.cookieHeader]).toEqual(['b', 'session=a'])
    expect([exchange.url, exchange.peerAddress]).toEqual(['http://localhost:3000/', '127.0.0.1'])
  })

  it('leaves the exchange of a proxy as it is', () => {
    const exchange = exchangeOf({ ...direct, 'x-forwarded-for': '203.0.113.7' })
    expect(withoutNextsOwn(exchange)).toBe(exchange)
  })
})

import { describe, expect, it } from 'vitest'
import { isLocalHttp, isLoopbackName, type LocalRequest } from './local-http.ts'

type Headers = Readonly<Record<string, string>>

function request(url: string, headers: Headers = {}, peerAddress?: string): LocalRequest {
  return { url, peerAddress, header: (name) => headers[name] }
}

function isLocal(url: string, headers: Headers = {}, peerAddress?: string): boolean {
  return isLocalHttp(request(url, headers, peerAddress))
}

const home = 'http://localhost:3000/cart?x=1'

describe('isLocalHttp', () => {
  it.each([
    'http://localhost/',
    'http://localhost:3000/a?b#c',
    'http://LOCALHOST:3000/',
    'http://shop.localhost/',
    'http://a.b.localhost:81/',
    'http://127.0.0.1/',
    'http://127.0.0.1:65535/',
    'http://127.255.255.254/',
    'http://127.1/',
    'http://[::1]/',
    'http://[::1]:3000/',
    'http://[0:0:0:0:0:0:0:1]/',
  ])('holds for %s', (url) => {
    expect(isLocal(url)).toBe(true)
  })

  it.each([
    'https://localhost/',
    'https://127.0.0.1:3000/',
    'ws://localhost/',
    'http://shop.example/',
    'http://localhost.shop.example/',
    'http://localhost.example/',
    'http://notlocalhost/',
    'http://xlocalhost:3000/',
    'http://localhost.:3000/',
    'http://shop.localhost./',
    'http://128.0.0.1/',
    'http://0.0.0.0:3000/',
    'http://10.0.0.1/',
    'http://192.168.0.1/',
    'http://127.0.0.1.example/',
    'http://127.0.0.1.nip.io/',
    'http://[::]/',
    'http://[::2]/',
    'http://[fe80::1]/',
    'http://localhost@evil.example/',
    'http://localhost:3000@evil.example/',
    'http://evil.example/@localhost',
    'http://evil.example#@localhost/',
    'http://evil.example?localhost',
    'http://evil.example\\@localhost/',
    'http://localhost%2eevil.example/',
    'http://local host/',
    'http://localhost:99999/',
    'http://[::1',
    'http://',
    'http:',
    '/cart',
    'localhost:3000',
    '',
    ' http://localhost/',
  ])('does not hold for %j', (url) => {
    expect(isLocal(url)).toBe(false)
  })

  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1', '::FFFF:127.0.0.1'])(
    'holds when the peer is %s',
    (peerAddress) => {
      expect(isLocal(home, {}, peerAddress)).toBe(true)
    },
  )

  it.each([
    '10.0.0.1',
    '128.0.0.1',
    '::',
    '::2',
    '::ffff:10.0.0.1',
    '127.0.0.1.5',
    '127.0.0.1 ',
    '127.0.0.1\n',
    'x127.0.0.1',
    'localhost',
    '',
    'unix:',
  ])('does not hold when the peer is %j', (peerAddress) => {
    expect(isLocal(home, {}, peerAddress)).toBe(false)
  })

  it.each([
    'forwarded',
    'via',
    'x-real-ip',
    'x-forwarded-for',
    'x-forwarded-proto',
    'x-forwarded-host',
    'x-forwarded-port',
    'x-forwarded-scheme',
    'x-forwarded-ssl',
    'x-forwarded-server',
    'x-forwarded-by',
    'x-forwarded-prefix',
    'x-forwarded-path',
    'x-forwarded-uri',
  ])('does not hold with the header %s, whatever it says', (name) => {
    for (const value of ['127.0.0.1', 'http', 'localhost', '1.1 localhost', '']) {
      expect(isLocal(home, { [name]: value }, '127.0.0.1')).toBe(false)
    }
  })

  it.each(['x-forwarded-protocol', 'x-forwarded-user', 'x-forwarded-client-cert', 'x-forwarded'])(
    'does not hold with the header %s, which proxies send too',
    (name) => {
      expect(isLocal(home, { [name]: 'https' })).toBe(false)
    },
  )

  // What the browser says, once as Origin and once as Referer.
  const sources = [
    ['http://localhost:3000', true],
    ['http://LOCALHOST:3000', true],
    ['null', true],
    ['https://localhost:3000', false],
    ['http://localhost', false],
    ['http://localhost:3001', false],
    ['http://127.0.0.1:3000', false],
    ['http://shop.localhost:3000', false],
    ['http://shop.example', false],
    ['https://shop.example', false],
    ['http://localhost:3000.evil.example', false],
    ['http://localhost:3000, https://shop.example', false],
    ['http://evil.example/http://localhost:3000', false],
    ['ws://localhost:3000', false],
    ['file:///', false],
    ['about:client', false],
    ['localhost:3000', false],
    ['NULL', false],
    ['', false],
    ['\0', false],
  ] as const

  it.each(sources)('with the Origin %j it says %s', (origin, expected) => {
    expect(isLocal(home, { origin })).toBe(expected)
  })

  it.each(sources)('with the Referer %j it says %s', (referer, expected) => {
    expect(isLocal(home, { referer })).toBe(expected)
  })

  it('believes the worse of Origin and Referer', () => {
    for (const [origin, originFits] of sources) {
      for (const [referer, refererFits] of sources) {
        expect(isLocal(home, { origin, referer })).toBe(originFits && refererFits)
      }
    }
  })

  it('takes a Referer with path and query of the same host for the same', () => {
    expect(isLocal(home, { referer: 'http://localhost:3000/login?next=https://x.example' })).toBe(
      true,
    )
  })

  it('takes a default port for none', () => {
    expect(isLocal('http://localhost/', { origin: 'http://localhost:80' })).toBe(true)
    expect(isLocal('http://localhost:80/', { origin: 'http://localhost' })).toBe(true)
  })
})

describe('isLoopbackName', () => {
  it.each(['localhost', 'shop.localhost', '127.0.0.1', '[::1]'])('holds for %s', (name) => {
    expect(isLoopbackName(name)).toBe(true)
  })

  it.each(['localhost.', 'localhost.example', 'xlocalhost', '0.0.0.0', 'localhost\n', ''])(
    'does not hold for %j',
    (name) => {
      expect(isLoopbackName(name)).toBe(false)
    },
  )
})

import type { SessionEvent } from 'coatcheck'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { request } from '../test/property/request.ts'
import { cookieForms } from './cookie/cookie-forms.ts'
import { cookieChoice } from './cookie-choice.ts'
import type { Exchange } from './exchange.ts'

const secureName = '__Host-Http-session'

const at = (
  url: string,
  headers: Record<string, string> = {},
  peerAddress: string | undefined = undefined,
): Exchange => ({ ...request(), url, peerAddress, header: (name) => headers[name] })

const nameAt = (exchange: Exchange): string => cookieChoice(cookieForms(), undefined)(exchange).name

beforeEach(() => {
  vi.stubEnv('NODE_ENV', 'development')
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('cookieChoice', () => {
  it.each([
    ['localhost', at('http://localhost:3000/')],
    ['a name under localhost', at('http://shop.localhost/')],
    ['IPv4', at('http://127.0.0.1:3000/', {}, '127.0.0.1')],
    ['IPv6', at('http://[::1]:3000/', {}, '::ffff:127.0.0.1')],
    ['its own origin', at('http://localhost:3000/', { origin: 'http://localhost:3000' })],
  ])('is plain for a browser and a server on one machine: %s', (_what, exchange) => {
    expect(nameAt(exchange)).toBe('session')
  })

  it.each([
    ['https', at('https://localhost:3000/')],
    ['another host', at('http://shop.example/')],
    ['a host that only begins alike', at('http://localhost.evil.example/')],
    ['a peer from elsewhere', at('http://localhost/', {}, '192.0.2.7')],
    ['a proxy that says whom it forwards', at('http://localhost/', { 'x-forwarded-for': '::1' })],
    ['a proxy that says its name', at('http://localhost/', { via: '1.1 proxy' })],
    ['a page over https', at('http://localhost/', { origin: 'https://shop.example' })],
    ['a page of another port', at('http://localhost:3000/', { referer: 'http://localhost:80/' })],
    ['no url at all', at('not a url')],
  ])('is Secure in any doubt: %s', (_what, exchange) => {
    expect(nameAt(exchange)).toBe(secureName)
  })

  it('is Secure in production, wherever it runs', () => {
    vi.stubEnv('NODE_ENV', 'production')
    expect(nameAt(at('http://localhost:3000/'))).toBe(secureName)
  })

  it('asks for the environment once, when the app begins', () => {
    const choose = cookieChoice(cookieForms(), undefined)
    vi.stubEnv('NODE_ENV', 'production')
    expect(choose(at('http://localhost:3000/')).name).toBe('session')
  })

  it('says so on stderr the first time it is plain, and only then', () => {
    const choose = cookieChoice(cookieForms(), undefined)
    choose(at('https://shop.example/'))
    expect(console.warn).not.toHaveBeenCalled()
    choose(at('http://localhost:3000/'))
    choose(at('http://localhost:3000/'))
    expect(console.warn).toHaveBeenCalledOnce()
  })
})

describe('the event cookie-will-be-dropped', () => {
  const eventsAt = (exchange: Exchange, forms = cookieForms()): readonly string[] => {
    const events: SessionEvent[] = []
    cookieChoice(forms, (event) => events.push(event))(exchange)
    return events.map(({ type }) => type)
  }

  it('is reported when the browser says that it came over plain http', () => {
    const phone = at('http://192.0.2.7:3000/', { origin: 'http://192.0.2.7:3000' })
    expect(eventsAt(phone)).toEqual(['cookie-will-be-dropped'])
    expect(eventsAt(phone, cookieForms({ secure: false }))).toEqual([])
  })

  it.each([
    ['nothing is said', at('http://192.0.2.7:3000/')],
    [
      'the page is https behind a proxy',
      at('http://shop.example/', { origin: 'https://shop.example' }),
    ],
    [
      'it is another site that speaks',
      at('http://shop.example/', { origin: 'http://evil.example' }),
    ],
    ['it is this machine', at('http://localhost:3000/', { origin: 'http://localhost:3000' })],
    ['the origin is hidden', at('http://192.0.2.7/', { origin: 'null' })],
  ])('is not reported when %s', (_what, exchange) => {
    expect(eventsAt(exchange)).toEqual([])
  })
})

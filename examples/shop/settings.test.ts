import { describe, expect, it } from 'vitest'
import {
  addressOf,
  cacheInCookieOf,
  formatOf,
  makeUpSecret,
  storeAddressOf,
  urlAt,
} from './settings.ts'

describe('addressOf', () => {
  it('is port 3000 on this machine unless the environment says otherwise', () => {
    expect(addressOf({})).toEqual({ host: '127.0.0.1', port: 3000 })
    expect(addressOf({ HOST: '', PORT: '' })).toEqual({ host: '127.0.0.1', port: 3000 })
    expect(addressOf({ HOST: '0.0.0.0', PORT: '80' })).toEqual({ host: '0.0.0.0', port: 80 })
  })

  for (const PORT of ['-1', '65536', '80a', '3e3', ' 80']) {
    it(`refuses PORT=${PORT}`, () => {
      expect(() => addressOf({ PORT })).toThrow(/^PORT: /)
    })
  }
})

describe('makeUpSecret', () => {
  it('sets a fresh secret of 32 bytes and says how to keep one, without showing it', () => {
    const lines: string[] = []
    const [one, other] = [{ SECRET_KEY: '' }, { SECRET_KEY: '' }]
    for (const env of [one, other]) makeUpSecret(env, (line) => lines.push(line))
    expect(Buffer.from(one.SECRET_KEY, 'base64url')).toHaveLength(32)
    expect(one.SECRET_KEY).not.toBe(other.SECRET_KEY)
    expect(lines[0]).toContain('npx coatcheck keygen')
    expect(lines.join()).not.toContain(one.SECRET_KEY)
  })

  it('leaves alone what is set, and production', () => {
    const given = { SECRET_KEY: 'given' }
    const production = { NODE_ENV: 'production' }
    for (const env of [given, production]) makeUpSecret(env, expect.fail)
    expect(given).toEqual({ SECRET_KEY: 'given' })
    expect(production).toEqual({ NODE_ENV: 'production' })
  })
})

describe('storeAddressOf', () => {
  it('is nothing where sessions live in their cookie', () => {
    for (const SESSION_STORE of [undefined, '', 'cookie:']) {
      expect(storeAddressOf({ SESSION_STORE })).toBeUndefined()
    }
  })

  it('is the address as it stands, whatever it leads to', () => {
    const address = 'redis-cluster://:s3cret@127.0.0.1:7000,127.0.0.1:7001'
    expect(storeAddressOf({ SESSION_STORE: address })).toBe(address)
  })
})

describe('formatOf', () => {
  it("is nobody else's unless Flask reads the cookie too", () => {
    for (const SESSION_FORMAT of [undefined, '']) expect(formatOf({ SESSION_FORMAT })).toBe('own')
    expect(formatOf({ SESSION_FORMAT: 'flask' })).toBe('flask')
  })

  it('refuses formats it does not know, and Flask beside a store', () => {
    expect(() => formatOf({ SESSION_FORMAT: 'papyrus' })).toThrow('SESSION_FORMAT: give flask')
    const env = { SESSION_STORE: 'memory:', SESSION_FORMAT: 'flask' }
    expect(() => formatOf(env)).toThrow('leave SESSION_STORE unset')
  })
})

describe('cacheInCookieOf', () => {
  const withStore = (SESSION_CACHE_IN_COOKIE: string | undefined) => ({
    SESSION_STORE: 'memory:',
    SESSION_CACHE_IN_COOKIE,
  })

  it('is asked for by a word that means yes, beside a store', () => {
    for (const word of ['1', 'true', 'True']) expect(cacheInCookieOf(withStore(word))).toBe(true)
    for (const word of [undefined, '', '0', 'false']) {
      expect(cacheInCookieOf(withStore(word))).toBe(false)
    }
  })

  it('refuses other words, and a copy of what is in no store', () => {
    expect(() => cacheInCookieOf(withStore('often'))).toThrow('SESSION_CACHE_IN_COOKIE')
    expect(() => cacheInCookieOf({ SESSION_CACHE_IN_COOKIE: '1' })).toThrow('SESSION_STORE')
  })
})

describe('urlAt', () => {
  it('is a URL, also of an IPv6 address', () => {
    const ipv4 = { family: 'IPv4', address: '127.0.0.1', port: 3000 }
    const ipv6 = { family: 'IPv6', address: '::1', port: 3000 }
    expect([ipv4, ipv6].map(urlAt)).toEqual(['http://127.0.0.1:3000', 'http://[::1]:3000'])
  })
})

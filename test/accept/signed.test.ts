import { createHmac } from 'node:crypto'
import { cookieSessionReader } from 'coatcheck/codecs/cookie-session'
import { expressSessionReader } from 'coatcheck/codecs/express-session'
import { koaSessionReader } from 'coatcheck/codecs/koa-session'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CookieReader } from '../../src/codecs/reader.ts'
import { signId } from '../../src/codecs/signed-id.ts'

const key = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const older = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const until = '2100-01-01T00:00:00Z'
const now = 1_800_000_000
const data = { a: 1 }

function read(reader: CookieReader, cookies: Record<string, string | readonly string[]>): unknown {
  return reader.read((name) => [cookies[name] ?? []].flat(), now)
}

/** Two cookies as the package `cookies` signs them. */
function signed(name: string, value: string, secret = key, algorithm = 'sha1') {
  const signature = createHmac(algorithm, secret).update(`${name}=${value}`).digest('base64url')
  return { [name]: value, [`${name}.sig`]: signature }
}

const textOf = (json: string): string => Buffer.from(json).toString('base64')

const readers = {
  'cookie-session': cookieSessionReader({ keys: [key, older], name: 's', until }),
  'koa-session': koaSessionReader({ keys: [key, older], name: 's', until }),
}

describe.each(Object.entries(readers))('a signed cookie of %s', (_, reader) => {
  it('is honoured under every key', () => {
    for (const secret of [key, older]) {
      expect(read(reader, signed('s', textOf('{"a":1}'), secret))).toMatchObject({ data })
    }
  })

  it.each([
    ['without a signature', { s: textOf('{"a":1}') }],
    ['with an empty signature', { s: textOf('{"a":1}'), 's.sig': '' }],
    ['signed by somebody else', signed('s', textOf('{"a":1}'), 'somebody else')],
    ['signed by another algorithm', signed('s', textOf('{"a":1}'), key, 'sha256')],
    ['signed for another name', { ...signed('t', textOf('{"a":1}')), s: textOf('{"a":1}') }],
    [
      'with the signature of another value',
      { ...signed('s', textOf('{"a":1}')), s: textOf('{"a":2}') },
    ],
  ])('is tampered %s', (_what, cookies) => {
    expect(read(reader, cookies)).toEqual({ rejected: 'tampered' })
  })

  it.each(['null', '7', '"a"', '[{"a":1}]', '{"a":1', '{"a":1}}', '\u0000'])(
    'is malformed where %j was signed',
    (json) => {
      expect(read(reader, signed('s', textOf(json)))).toEqual({ rejected: 'malformed' })
    },
  )

  it('is not looked into when it is longer than a cookie can be', () => {
    const long = signed('s', textOf(`{"a":"${'x'.repeat(4_000)}"}`))
    expect(read(reader, long)).toEqual({ rejected: 'malformed' })
  })

  it('is found behind others of its name, up to the fourth', () => {
    const { s = '', 's.sig': signature = '' } = signed('s', textOf('{"a":1}'))
    const among = (count: number) => ({
      s: [...Array.from({ length: count }, () => 'x'), s],
      's.sig': [...Array.from({ length: count }, () => 'x'), signature],
    })
    expect(read(reader, among(3))).toMatchObject({ data })
    expect(read(reader, among(4))).toEqual({ rejected: 'tampered' })
  })

  it('is none where no cookie has the name', () => {
    expect(read(reader, { 's.sig': 'x' })).toBeNull()
  })

  it('is refused with a reason, whatever was put for it', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(text, fc.string({ unit: 'binary', maxLength: 40 }), (s, signature) => {
        expect(read(reader, { s, 's.sig': signature })).toEqual({ rejected: 'tampered' })
      }),
    )
  })

  it('pollutes no prototype', () => {
    const session = read(reader, signed('s', textOf('{"__proto__":{"admin":true}}')))
    expect(Object.keys(Object(session).data)).toEqual(['__proto__'])
  })
})

describe('koaSessionReader', () => {
  it.each([
    ['ended', now * 1_000, { rejected: 'idle' }],
    ['live', now * 1_000 + 1, { data, createdAt: now - 60, permanent: true }],
  ])('honours the end that stands in the session: %s', (_, end, expected) => {
    const text = textOf(JSON.stringify({ ...data, _expire: end, _maxAge: 60_000 }))
    expect(read(readers['koa-session'], signed('s', text))).toMatchObject(expected)
  })

  it('takes a session that ends with the browser', () => {
    const text = textOf('{"a":1,"_session":true}')
    const session = read(readers['koa-session'], signed('s', text))
    expect(session).toMatchObject({ data, permanent: false, createdAt: undefined })
  })

  it.each([
    ['a row that is none', 7, { rejected: 'malformed' }],
    ['no row', undefined, { rejected: 'missing', identity: 'an-id' }],
    ['an ended row', { _expire: 1 }, { rejected: 'idle' }],
  ])('gives a reason for %s in the store', async (_, row, expected) => {
    const store = { get: async () => row, destroy: async () => {} }
    const reader = koaSessionReader({ keys: [key], name: 's', until, store })
    expect(await read(reader, signed('s', 'an-id'))).toEqual(expected)
  })

  it('does not ask the store about a key that it did not sign, or that is none', async () => {
    const asked: string[] = []
    const store = {
      get: async (id: string) => void asked.push(id),
      destroy: async () => {},
    }
    const reader = koaSessionReader({ keys: [key], name: 's', until, store })
    await read(reader, { ...signed('s', 'an-id'), s: 'other' })
    expect(await read(reader, signed('s', 'x'.repeat(257)))).toEqual({ rejected: 'malformed' })
    expect(asked).toEqual([])
  })
})

describe('expressSessionReader', () => {
  const readerOf = (row: unknown, error?: unknown): CookieReader =>
    expressSessionReader({
      secrets: [key, older],
      name: 's',
      until,
      store: { get: (_id, done) => done(error, row), destroy() {} },
    })
  const cookie = (secret = key): string => encodeURIComponent(signId('an-id', secret))
  const missing = { rejected: 'missing', identity: 'an-id' }

  it.each([
    ['no row', null, undefined, missing],
    ['no file', undefined, { code: 'ENOENT' }, missing],
    ['a row that is none', 'text', undefined, { rejected: 'malformed' }],
    ['a row without a cookie', data, undefined, { data, permanent: false }],
    ['an ended row', { cookie: { expires: now * 1_000 } }, undefined, { rejected: 'idle' }],
    [
      'a row that ended this moment',
      { cookie: { expires: new Date(now * 1_000).toISOString() } },
      undefined,
      { rejected: 'idle' },
    ],
    [
      'a row of a minute',
      { ...data, cookie: { expires: new Date(now * 1_000 + 1), originalMaxAge: 60_000 } },
      undefined,
      { data, permanent: true, lastUsedAt: now - 60 },
    ],
    ['an end that is none', { cookie: { expires: 'soon' } }, undefined, { rejected: 'idle' }],
  ])('reads %s', async (_, row, error, expected) => {
    expect(await read(readerOf(row, error), { s: cookie() })).toMatchObject(expected)
  })

  it('takes every secret', async () => {
    expect(await read(readerOf(data), { s: cookie(older) })).toMatchObject({ data })
  })

  it('passes on what the store fails with, however it does', async () => {
    const failure = new Error('away')
    await expect(read(readerOf(undefined, failure), { s: cookie() })).rejects.toBe(failure)
    const throwing = { get: () => Promise.reject(failure), destroy() {} }
    const reader = expressSessionReader({ secrets: key, name: 's', until, store: throwing })
    await expect(read(reader, { s: cookie() })).rejects.toBe(failure)
  })

  it.each([
    ['unsigned', 's:an-id'],
    ['without an id', signId('', key)],
    ['without its mark', signId('an-id', key).slice(2)],
    ['signed by somebody else', signId('an-id', 'somebody else')],
    ['in a broken escape', `${signId('an-id', key)}%`],
  ])('refuses an id that is %s', (_, text) => {
    expect(read(readerOf(data), { s: text })).toEqual({ rejected: 'tampered' })
  })

  it('refuses with a reason whatever was put for it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (s) => {
        expect(read(readerOf(data), { s })).toEqual({ rejected: 'tampered' })
      }),
    )
  })
})

describe('a reader of signed cookies', () => {
  const store = { get() {}, destroy() {} }
  it.each([
    ['no key', () => cookieSessionReader({ keys: [], until }), 'ERR_SECRET_MISSING'],
    ['an empty key', () => koaSessionReader({ keys: [''], until }), 'ERR_SECRET_MISSING'],
    ['no secret', () => expressSessionReader({ secrets: [], store, until }), 'ERR_SECRET_MISSING'],
    [
      'an empty secret',
      () => expressSessionReader({ secrets: '', store, until }),
      'ERR_SECRET_MISSING',
    ],
  ])('throws for %s', (_, make, code) => {
    expect(make).toThrow(expect.objectContaining({ code }))
  })

  it('throws for a store that is none', () => {
    // As an app in JavaScript could give it.
    const none = {} as typeof store
    expect(() => expressSessionReader({ secrets: key, store: none, until })).toThrow(
      expect.objectContaining({ code: 'ERR_OPTIONS' }),
    )
  })
})

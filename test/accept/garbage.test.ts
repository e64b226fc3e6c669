import { createHmac } from 'node:crypto'
import { xsalsa20poly1305 } from '@noble/ciphers/salsa.js'
import { djangoReader } from 'coatcheck/codecs/django'
import { ironSessionReader } from 'coatcheck/codecs/iron-session'
import { secureSessionReader } from 'coatcheck/codecs/secure-session'
import fc from 'fast-check'
import { defaults, seal } from 'iron-webcrypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { signingKeys } from '../../src/codecs/django-signed.ts'

const secret = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const key = Buffer.from(secret)
const salt = 'django.contrib.sessions.backends.signed_cookies'
const name = 'session'
const until = '2100-01-01T00:00:00Z'
const now = 1_800_000_000

const readers = {
  'iron-session': ironSessionReader({ passwords: secret, name, until }),
  'secure-session': secureSessionReader({ keys: key, name, until }),
  django: djangoReader({ secrets: secret, name, until }),
}

type Library = keyof typeof readers
const libraries = Object.keys(readers) as Library[]

// Makes a cookie around any text, as somebody with the secret could.
async function cookieOf(library: Library, text: string): Promise<string> {
  if (library === 'iron-session') {
    const options = { ...defaults, encode: () => text }
    return `${await seal({}, { id: '1', secret }, options)}~2`
  }
  if (library === 'secure-session') {
    const nonce = new Uint8Array(24).fill(9)
    const box = xsalsa20poly1305(key, nonce).encrypt(Buffer.from(text))
    return [box, nonce].map((bytes) => Buffer.from(bytes).toString('base64')).join(';')
  }
  const value = `${Buffer.from(text, 'latin1').toString('base64url')}:1xocE4`
  const [signingKey = key] = signingKeys([secret], salt)
  return `${value}:${createHmac('sha256', signingKey).update(value).digest('base64url')}`
}

function read(library: Library, ...values: readonly string[]): unknown {
  return readers[library].read((asked) => (asked === name ? values : []), now)
}

const reasons = ['malformed', 'tampered', 'unknown-key', 'idle']

describe.each(libraries)('a cookie that the %s reader cannot honour', (library) => {
  let good = ''
  beforeAll(async () => {
    good = await cookieOf(library, `{"a":1,"__ts":${now}}`)
  })

  it('is honoured before it is spoilt', () => {
    expect(read(library, good)).toMatchObject({ data: { a: 1 } })
  })

  it('is refused with a reason, whatever was put for it', () => {
    const garbage = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.stringMatching(/^[\w*:;.~%+=/-]{0,200}$/),
      fc
        .array(fc.constantFrom('Fe26.2', '*', ':', ';', '.', '~2', 'AAAA', '%', '%3B', '='))
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(garbage, (text) => {
        fc.pre(text !== '')
        expect(read(library, text)).toEqual({ rejected: expect.toBeOneOf(reasons) })
      }),
    )
  })

  it('is refused with a reason after any piece of it was exchanged', () => {
    fc.assert(
      fc.property(
        fc.nat(good.length - 1),
        fc.nat(20),
        fc.string({ maxLength: 20 }),
        (at, n, text) => {
          const spoilt = good.slice(0, at) + text + good.slice(at + n)
          // Of a box that was percent-encoded or signed there are more spellings.
          fc.pre(spoilt !== good && spoilt !== '' && !/%|\.[\w+/]{43}$/.test(spoilt))
          expect(read(library, spoilt)).toEqual({ rejected: expect.toBeOneOf(reasons) })
        },
      ),
    )
  })

  it('is not looked into when it is longer than a cookie can be', async () => {
    const long = await cookieOf(library, `{"a":"${'x'.repeat(4_000)}","__ts":${now}}`)
    expect(long.length).toBeGreaterThan(4_096)
    expect(read(library, long)).toEqual({ rejected: 'malformed' })
  })

  it.each(['', 'null', '7', '"a"', '[{"a":1}]', '{"a":1', '{"a":1}}', '\u0000'])(
    'is malformed where the secret is right and %j stands inside',
    async (text) => {
      expect(read(library, await cookieOf(library, text))).toEqual({ rejected: 'malformed' })
    },
  )

  it('does not hide a good one behind it', () => {
    expect(read(library, 'x', good.slice(0, -1), good)).toMatchObject({ data: { a: 1 } })
  })

  it('is none where no cookie has the name', () => {
    expect(read(library)).toBeNull()
  })
})

describe('a box of @fastify/secure-session', () => {
  it.each([
    ['no time', '{"a":1}'],
    ['a time that is text', '{"a":1,"__ts":"9999999999"}'],
    ['a time that is null', '{"a":1,"__ts":null}'],
  ])('is malformed with %s', async (_, text) => {
    const cookie = await cookieOf('secure-session', text)
    expect(read('secure-session', cookie)).toEqual({ rejected: 'malformed' })
  })

  it('of a clock that is ahead counts as changed now', async () => {
    const cookie = await cookieOf('secure-session', `{"__ts":${now + 500}}`)
    expect(read('secure-session', cookie)).toMatchObject({ createdAt: now })
  })
})

describe('a session of Django', () => {
  it('whose note of its end is none of Django is malformed', async () => {
    const cookie = await cookieOf('django', '{"_session_expiry":"soon"}')
    expect(read('django', cookie)).toEqual({ rejected: 'malformed' })
  })
})

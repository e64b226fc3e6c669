import { randomBytes } from 'node:crypto'
import { secureSessionReader } from 'coatcheck/codecs/secure-session'
import { describe, expect, it } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith } from '../requirements.ts'
import { packages } from './packages.ts'
import { readJar } from './readers.ts'
import { secureSessionApp } from './sealed-apps.ts'

const until = '2100-01-01T00:00:00Z'
const data = {
  userId: 7,
  name: 'Zoë 😀',
  nested: { cart: [{ id: 1, price: 9.5 }, null], flag: false },
}

function post(values: object): RequestInit {
  return {
    method: 'POST',
    body: JSON.stringify(values),
    headers: { 'content-type': 'application/json' },
  }
}

const seconds = (): number => Math.floor(Date.now() / 1_000)

describeWith(packages, 'secureSessionReader beside @fastify/secure-session', () => {
  const key = randomBytes(32)

  it('gives every value, when it was changed and who is logged in', async () => {
    await using app = await secureSessionApp({ key })
    const visitor = visitorOf(app.origin)
    const before = seconds()
    await visitor.fetch('/', post(data))
    const subject = (old: Readonly<Record<string, unknown>>) => old['userId']
    const session = readJar(secureSessionReader({ keys: key, until, subject }), visitor, seconds())
    expect(session).toMatchObject({ subject: '7' })
    expect(session).toHaveProperty('data', data)
    expect(session).toHaveProperty('createdAt', expect.closeTo(before, -1))
  })

  it('reads keys as base64, the older of two, and cookies that were signed as well', async () => {
    const older = randomBytes(32).toString('base64')
    await using app = await secureSessionApp({ key: older, cookie: { signed: true } })
    const visitor = visitorOf(app.origin)
    await visitor.fetch('/', post(data))
    const reader = secureSessionReader({ keys: [key, older], until })
    expect(readJar(reader, visitor, seconds())).toMatchObject({ data })
    const withoutIt = secureSessionReader({ keys: [key], until })
    expect(readJar(withoutIt, visitor, seconds())).toEqual({ rejected: 'tampered' })
  })

  it('honours its expiry, counted from the last change', async () => {
    await using app = await secureSessionApp({ key, expiry: 3_600 })
    const visitor = visitorOf(app.origin)
    await visitor.fetch('/', post(data))
    const reader = secureSessionReader({ keys: key, until, expiry: '1h' })
    expect(readJar(reader, visitor, seconds() + 3_590)).toMatchObject({ data })
    expect(readJar(reader, visitor, seconds() + 3_602)).toEqual({ rejected: 'idle' })
    const asByDefault = secureSessionReader({ keys: key, until })
    expect(readJar(asByDefault, visitor, seconds() + 86_390)).toMatchObject({ data })
    expect(readJar(asByDefault, visitor, seconds() + 86_403)).toEqual({ rejected: 'idle' })
  })

  it('reads the cookie by the name it has', async () => {
    await using app = await secureSessionApp({ key, cookieName: 'other' })
    const visitor = visitorOf(app.origin)
    await visitor.fetch('/', post(data))
    expect(readJar(secureSessionReader({ keys: key, until }), visitor, seconds())).toBeNull()
    const reader = secureSessionReader({ keys: key, until, name: 'other' })
    expect(readJar(reader, visitor, seconds())).toMatchObject({ data })
  })
})

describe('secureSessionReader', () => {
  const keys = new Uint8Array(32).fill(7)

  it.each([
    ['no key', { keys: [] }, 'ERR_SECRET_MISSING'],
    ['neither key nor secret', { keys: undefined }, 'ERR_SECRET_MISSING'],
    ['an empty secret', { keys: undefined, secret: '' }, 'ERR_SECRET_MISSING'],
    ['a short key', { keys: [keys, keys.slice(1)] }, 'ERR_SECRET_WEAK'],
    ['a short secret', { keys: undefined, secret: 'x'.repeat(31) }, 'ERR_SECRET_WEAK'],
    ['a key and a secret', { secret: 'x'.repeat(32) }, 'ERR_OPTIONS'],
    ['a short salt', { keys: undefined, secret: 'x'.repeat(32), salt: 'x' }, 'ERR_OPTIONS'],
    ['an expiry that is none', { expiry: Number.NaN }, 'ERR_OPTIONS'],
    ['an end without a zone', { until: '2100-01-01' }, 'ERR_OPTIONS'],
  ])('throws for %s', (_, wrong, code) => {
    const make = () => secureSessionReader({ keys, until, ...wrong })
    expect(make).toThrow(expect.objectContaining({ code }))
  })
})

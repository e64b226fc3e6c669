import { ironSessionReader } from 'coatcheck/codecs/iron-session'
import { describe, expect, it } from 'vitest'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith } from '../requirements.ts'
import { packages } from './packages.ts'
import { readJar } from './readers.ts'
import { ironApp } from './sealed-apps.ts'

const first = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const second = 'Wb7RkZpM3xN9vCsJ5hLyQtFgDa1EoUi8'
const name = 'my-app-session'
const until = '2100-01-01T00:00:00Z'
const day = 86_400

const data = {
  userId: 7,
  name: 'Zoë 😀',
  nested: { cart: [{ id: 1, price: 9.5 }, null], flag: false },
  keys: { __proto__x: 1, '': 2 },
}

function post(values: object): RequestInit {
  return { method: 'POST', body: JSON.stringify(values) }
}

const seconds = (): number => Math.floor(Date.now() / 1_000)

describeWith(packages, 'ironSessionReader', () => {
  describe.each([8, 9] as const)('beside iron-session %d', (version) => {
    const options = { password: first, cookieName: name, cookieOptions: { secure: false } }

    it('gives every value, when it was saved at the latest and who is logged in', async () => {
      await using app = await ironApp(version, options)
      const visitor = visitorOf(app.origin)
      const before = seconds()
      await visitor.fetch('/', post(data))
      const reader = ironSessionReader({
        passwords: first,
        name,
        until,
        subject: (d) => d['userId'],
      })
      const session = readJar(reader, visitor, seconds() + 5)
      expect(session).toMatchObject({ data, subject: '7', permanent: true })
      expect(session).toHaveProperty('createdAt', expect.closeTo(before, -1))
    })

    it('honours the end that the old app gave it, and 60 seconds more, as iron-session does', async () => {
      await using app = await ironApp(version, { ...options, ttl: 3_600 })
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/', post(data))
      const reader = ironSessionReader({ passwords: first, name, until, ttl: '1h' })
      expect(readJar(reader, visitor, seconds() + 3_600 + 58)).toMatchObject({ data })
      expect(readJar(reader, visitor, seconds() + 3_600 + 61)).toEqual({ rejected: 'idle' })
    })

    it('gives a cookie that ended with the browser as such, without an end of its own', async () => {
      const cookieOptions = { secure: false, maxAge: undefined }
      await using app = await ironApp(version, { ...options, cookieOptions })
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/', post(data))
      const reader = ironSessionReader({ passwords: first, name, until })
      const session = readJar(reader, visitor, seconds() + 5_000 * day)
      expect(session).toMatchObject({ data, permanent: false })
    })

    it('reads what either of two passwords sealed, and refuses that of an unknown one', async () => {
      const passwords = { 1: first, 2: second }
      for (const password of [{ 1: first }, passwords]) {
        await using app = await ironApp(version, { ...options, password })
        const visitor = visitorOf(app.origin)
        await visitor.fetch('/', post(data))
        expect(
          readJar(ironSessionReader({ passwords, name, until }), visitor, seconds()),
        ).toMatchObject({ data })
        const onlyThird = ironSessionReader({ passwords: { 3: second }, name, until })
        expect(readJar(onlyThird, visitor, seconds())).toEqual({ rejected: 'unknown-key' })
        const other = ironSessionReader({ passwords: { 1: second, 2: first }, name, until })
        expect(readJar(other, visitor, seconds())).toEqual({ rejected: 'tampered' })
      }
    })

    it('finds nothing under another name', async () => {
      await using app = await ironApp(version, options)
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/', post(data))
      const reader = ironSessionReader({ passwords: first, name: 'other', until })
      expect(readJar(reader, visitor, seconds())).toBeNull()
    })
  })

  describe('beside iron-session 9 that makes pieces', () => {
    const options = {
      password: first,
      cookieName: name,
      cookieOptions: { secure: false },
      chunk: true,
    }
    const reader = ironSessionReader({ passwords: first, name, until })
    const long = { ...data, text: 'x'.repeat(6_000) }

    it('reads them as one, and names all of them to be deleted', async () => {
      await using app = await ironApp(9, options)
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/', post(long))
      expect([...visitor.cookies.keys()]).toEqual([0, 1, 2].map((index) => `${name}.${index}`))
      expect(readJar(reader, visitor, seconds())).toMatchObject({ data: long })
      expect(reader.cookieNames).toEqual([name, ...[0, 1, 2, 3].map((index) => `${name}.${index}`)])
    })

    it('refuses them when one is missing or they were exchanged', async () => {
      await using app = await ironApp(9, options)
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/', post(long))
      const pieces = [0, 1, 2].map((index) => visitor.cookies.get(`${name}.${index}`)?.value ?? '')
      const readPieces = (order: readonly number[]): unknown => {
        const byName = new Map(order.map((from, to) => [`${name}.${to}`, pieces[from] ?? '']))
        return reader.read((asked) => [byName.get(asked) ?? []].flat(), seconds())
      }
      expect(readPieces([0, 1, 2])).toMatchObject({ data: long })
      expect(readPieces([0, 1])).toEqual({ rejected: 'malformed' })
      expect(readPieces([0, 2, 1])).toEqual({ rejected: 'malformed' })
    })
  })
})

describe('ironSessionReader', () => {
  it.each([
    ['no password', { passwords: '' }, 'ERR_SECRET_MISSING'],
    ['no passwords', { passwords: {} }, 'ERR_SECRET_MISSING'],
    ['an empty one', { passwords: { 1: first, 2: '' } }, 'ERR_SECRET_MISSING'],
    ['a short one', { passwords: { 1: first, 2: 'x'.repeat(31) } }, 'ERR_SECRET_WEAK'],
    ['a ttl that is none', { ttl: -1 }, 'ERR_OPTIONS'],
    ['an end without a zone', { until: '2100-01-01' }, 'ERR_OPTIONS'],
  ])('throws for %s, without saying it', (_, wrong, code) => {
    const make = () => ironSessionReader({ passwords: first, name, until, ...wrong })
    expect(make).toThrow(expect.objectContaining({ code }))
    expect(make).not.toThrow(first)
  })
})

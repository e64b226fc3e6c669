import { djangoReader } from 'coatcheck/codecs/django'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readJar } from '../accept/readers.ts'
import type { Serving } from '../adapters/servers.ts'
import { visitorOf } from '../clients/cookie-jar.ts'
import { describeWith, django } from '../requirements.ts'
import { startDjango } from './django-app.ts'

const secrets = 'dj-q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const until = '2100-01-01T00:00:00Z'
const day = 86_400

const data = {
  visits: 3,
  name: 'Zoë 😀',
  nested: { cart: [{ id: 1, price: 9.5 }, null], flag: false },
  long: 'a text that is worth compressing, '.repeat(20),
}

function post(json: string): RequestInit {
  return { method: 'POST', body: json }
}

const seconds = (): number => Math.floor(Date.now() / 1_000)

describeWith(django, 'djangoReader beside Django', (python) => {
  let app: Serving
  beforeAll(async () => {
    app = await startDjango(python, { SECRET_KEY: secrets })
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
  })

  it('gives every value and when it was saved, compressed or not', async () => {
    const reader = djangoReader({ secrets, until })
    for (const values of [data, { a: 1 }]) {
      const visitor = visitorOf(app.origin)
      const before = seconds()
      await visitor.fetch('/session', post(JSON.stringify(values)))
      const session = readJar(reader, visitor, seconds())
      expect(session).toMatchObject({ permanent: true, subject: undefined })
      expect(session).toHaveProperty('data', values)
      expect(session).toHaveProperty('createdAt', expect.closeTo(before, -1))
    }
  })

  it("gives Python's numbers exactly", async () => {
    const visitor = visitorOf(app.origin)
    await visitor.fetch('/session', post('{"big":12345678901234567890,"nan":NaN,"low":-Infinity}'))
    const session = readJar(djangoReader({ secrets, until }), visitor, seconds())
    expect(session).toHaveProperty('data', {
      big: 12_345_678_901_234_567_890n,
      nan: Number.NaN,
      low: Number.NEGATIVE_INFINITY,
    })
  })

  it('honours SESSION_COOKIE_AGE', async () => {
    const visitor = visitorOf(app.origin)
    await visitor.fetch('/session', post('{"a":1}'))
    const reader = djangoReader({ secrets, until })
    expect(readJar(reader, visitor, seconds() + 14 * day - 10)).toMatchObject({ data: { a: 1 } })
    expect(readJar(reader, visitor, seconds() + 14 * day + 1)).toEqual({ rejected: 'idle' })
    const shorter = djangoReader({ secrets, until, maxAge: '1h' })
    expect(readJar(shorter, visitor, seconds() + 3_601)).toEqual({ rejected: 'idle' })
  })

  it('honours set_expiry, and leaves its note behind', async () => {
    const visitor = visitorOf(app.origin)
    const reader = djangoReader({ secrets, until })
    await visitor.fetch('/session', post('{"a":1,"expiry":3600}'))
    const session = readJar(reader, visitor, seconds() + 3_590)
    expect(session).toMatchObject({ permanent: true })
    expect(session).toHaveProperty('data', { a: 1 })
    expect(readJar(reader, visitor, seconds() + 3_601)).toEqual({ rejected: 'idle' })
    await visitor.fetch('/session', post('{"expiry":0}'))
    expect(readJar(reader, visitor, seconds() + day)).toMatchObject({ permanent: false })
  })

  it('reads what an older secret signed', async () => {
    const visitor = visitorOf(app.origin)
    await visitor.fetch('/session', post('{"a":1}'))
    const both = djangoReader({ secrets: ['newer', secrets], until })
    expect(readJar(both, visitor, seconds())).toMatchObject({ data: { a: 1 } })
    const newer = djangoReader({ secrets: 'newer', until })
    expect(readJar(newer, visitor, seconds())).toEqual({ rejected: 'tampered' })
  })

  it('refuses what was signed for something else, and finds nothing under another name', async () => {
    const visitor = visitorOf(app.origin)
    await visitor.fetch('/session', post('{"a":1}'))
    const salted = djangoReader({ secrets, until, salt: 'django.core.signing' })
    expect(readJar(salted, visitor, seconds())).toEqual({ rejected: 'tampered' })
    expect(readJar(djangoReader({ secrets, until, name: 'other' }), visitor, seconds())).toBeNull()
  })

  describe('whose user is logged in', () => {
    async function loggedIn() {
      const visitor = visitorOf(app.origin)
      const response = await visitor.fetch('/login')
      // What server.py answers.
      const user = (await response.json()) as { id: number; password: string }
      return { visitor, ...user }
    }

    it('takes the user for the subject, or whom the app names', async () => {
      const { visitor, id } = await loggedIn()
      const session = readJar(djangoReader({ secrets, until }), visitor, seconds())
      expect(session).toMatchObject({ subject: String(id), data: { _auth_user_id: String(id) } })
      const subject = () => 'ada'
      const named = readJar(djangoReader({ secrets, until, subject }), visitor, seconds())
      expect(named).toMatchObject({ subject: 'ada' })
    })

    it('asks for the password field, and refuses a login of another one as revoked', async () => {
      const { visitor, id, password } = await loggedIn()
      const asked: string[] = []
      const withPassword = (
        field: string | null | undefined,
        keys: readonly string[] = [secrets],
      ) =>
        djangoReader({
          secrets: ['newer', ...keys],
          until,
          passwordOf(userId) {
            asked.push(userId)
            return Promise.resolve(field)
          },
        })
      const session = await readJar(withPassword(password), visitor, seconds())
      expect(session).toMatchObject({ subject: String(id) })
      expect(asked).toEqual([String(id)])
      for (const field of [`${password}x`, '', null, undefined]) {
        const refused = await readJar(withPassword(field), visitor, seconds())
        expect(refused).toEqual({ rejected: 'revoked' })
      }
    })

    it('asks nothing for a visitor who is not logged in', async () => {
      const visitor = visitorOf(app.origin)
      await visitor.fetch('/session', post('{"a":1}'))
      const reader = djangoReader({
        secrets,
        until,
        passwordOf: () => Promise.reject(new Error('asked')),
      })
      expect(await readJar(reader, visitor, seconds())).toMatchObject({ data: { a: 1 } })
    })
  })
})

describe('djangoReader', () => {
  it.each([
    ['no secret', { secrets: [] }, 'ERR_SECRET_MISSING'],
    ['an empty one', { secrets: ['a', ''] }, 'ERR_SECRET_MISSING'],
    ['an age that is none', { maxAge: -1 }, 'ERR_OPTIONS'],
    ['an end without a zone', { until: '2100-01-01' }, 'ERR_OPTIONS'],
  ])('throws for %s', (_, wrong, code) => {
    const make = () => djangoReader({ secrets, until, ...wrong })
    expect(make).toThrow(expect.objectContaining({ code }))
  })
})

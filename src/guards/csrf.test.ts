import { createSessions, type Session } from 'coatcheck'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appOf, type Data, isGood, tokenOf } from '../../test/guards/csrf-visitors.ts'
import { secretA, secretB, visitorOf } from '../../test/promises/visitor.ts'
import { session as ambient, runWithSession } from '../ambient.ts'
import { keyRing } from '../crypto/key-ring.ts'
import { CoatcheckError } from '../errors.ts'
import { csrfToken, requireCsrfToken, verifyCsrfToken } from './csrf.ts'

describe('a csrf token', () => {
  it('is 86 characters of base64url, never twice the same', async () => {
    const ada = appOf('cookie').visitor()
    const { value = [] } = await ada.visit((it) => Array.from({ length: 500 }, () => csrfToken(it)))
    expect(new Set(value).size).toBe(500)
    for (const token of value) expect(token).toMatch(/^[\w-]{86}$/)
    // Neither half may stand still, or a page's compression would find it out.
    for (const part of [0, 1, 2, 3, 4, 5, 6, 7]) {
      expect(new Set(value.map((token) => token.slice(part * 10, part * 10 + 10))).size).toBe(500)
    }
    expect(await isGood(ada, value[0])).toBe(true)
    expect(await isGood(ada, value[499])).toBe(true)
  })

  it('is worthless with any one bit flipped', async () => {
    const ada = appOf('cookie').visitor()
    const bytes = Buffer.from(await tokenOf(ada), 'base64url')
    const { value } = await ada.visit((session) => {
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        const forged = Buffer.from(bytes)
        forged[bit >> 3] = (forged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        if (verifyCsrfToken(session, forged.toString('base64url'))) return bit
      }
      return 'none is good'
    })
    expect(value).toBe('none is good')
  })

  it('has one spelling', async () => {
    const ada = appOf('cookie').visitor()
    const token = await tokenOf(ada)
    const last = token.slice(-1)
    const others = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_']
    for (const other of others.filter((it) => it !== last)) {
      expect(await isGood(ada, token.slice(0, -1) + other)).toBe(false)
    }
    for (const spelling of [
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      token.slice(1),
      token + token,
    ]) {
      expect(await isGood(ada, spelling)).toBe(false)
    }
  })

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['an empty text', ''],
    ['a number', 86],
    ['an object', { length: 86 }],
    ['a list', []],
    ['bytes', new Uint8Array(64)],
  ])('is none when the request brings %s', async (_what, brought) => {
    const ada = appOf('cookie').visitor()
    await tokenOf(ada)
    expect(await isGood(ada, brought)).toBe(false)
  })

  it('is none in a list, though its only element is one', async () => {
    const ada = appOf('cookie').visitor()
    const token = await tokenOf(ada)
    expect(await isGood(ada, [token])).toBe(false)
    expect(await isGood(ada, Object(token))).toBe(false)
  })

  it('is not found among 100,000 random texts, and none of them throws', async () => {
    const ada = appOf('cookie').visitor()
    await tokenOf(ada)
    const base64url = fc.uint8Array({ minLength: 64, maxLength: 64 }).map((bytes) => {
      return Buffer.from(bytes).toString('base64url')
    })
    const texts = fc.oneof(
      base64url,
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({
        unit: fc.constantFrom(...'AZaz09-_+/= \0\u{1F3A9}'),
        minLength: 86,
        maxLength: 86,
      }),
    )
    const { value } = await ada.visit((session) => {
      fc.assert(
        fc.property(texts, (text) => !verifyCsrfToken(session, text)),
        { numRuns: 100_000 },
      )
      return 'all of them'
    })
    expect(value).toBe('all of them')
  })

  it('is good under every secret of the ring, and under no other', async () => {
    const before = appOf('cookie', secretB)
    const ada = before.visitor()
    const token = await tokenOf(ada)
    const withRing = async (secrets: string | readonly string[]) => {
      const sessions = createSessions<Data>({ secrets, now: before.clock.now })
      return isGood(visitorOf<Data>(sessions, undefined, new Map(ada.jar)), token)
    }
    expect(await withRing([secretA, secretB])).toBe(true)
    expect(await withRing(secretA)).toBe(false)
  })

  it('cannot be made with what the same secret makes for another purpose', async () => {
    const ada = appOf('cookie').visitor()
    await tokenOf(ada)
    const handle = (await ada.visit((session) => session.handle)).value
    const forgedWith = (purpose: 'subject' | 'csrf'): string => {
      const [digest = ''] = keyRing(secretA).digests(`${handle}..`, purpose)
      const mask = Buffer.alloc(32)
      return Buffer.concat([mask, Buffer.from(digest, 'base64url')]).toString('base64url')
    }
    expect(await isGood(ada, forgedWith('csrf'))).toBe(true)
    expect(await isGood(ada, forgedWith('subject'))).toBe(false)
  })

  it('is refused for a session that nobody opened', () => {
    // What JavaScript may pass, though no app means it.
    const stranger = {
      handle: 'x',
      subject: null,
      authenticatedAt: null,
    } as unknown as Session<Data>
    expect(() => csrfToken(stranger)).toThrow(CoatcheckError)
    expect(() => csrfToken(stranger)).toThrow(/^csrfToken\(\): .*req\.session/)
    expect(() => verifyCsrfToken(stranger, 'x')).toThrow(/^verifyCsrfToken\(\): .*req\.session/)
  })

  it('takes the ambient session for the one of the request', async () => {
    const sessions = createSessions({ secrets: secretA })
    const visitor = visitorOf(sessions)
    await visitor.visit((session) => session.login('ada'))
    const { value } = await visitor.visit((session) =>
      runWithSession(session, () => verifyCsrfToken(session, csrfToken(ambient))),
    )
    expect(value).toBe(true)
  })
})

describe('requireCsrfToken', () => {
  async function answerTo(
    method: string,
    name: string,
    header?: string,
    mangle = (token: string): string => token,
  ) {
    const ada = appOf('cookie').visitor()
    const token = mangle(await tokenOf(ada))
    const guard = requireCsrfToken({ header })
    const { value } = await ada.visit((session) => ({
      decision: guard({
        session,
        method,
        url: 'https://shop.example/',
        header: (asked) => (asked === name ? token : undefined),
      }),
    }))
    return value?.decision
  }

  it.each(['GET', 'HEAD', 'OPTIONS'])('lets %s pass without a token', async (method) => {
    expect(await answerTo(method, 'elsewhere')).toBe(undefined)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'get', ''])('wants one from %j', async (method) => {
    expect(await answerTo(method, 'x-csrf-token')).toBe(undefined)
    expect(await answerTo(method, 'elsewhere')).toMatchObject({ type: 'refuse', status: 403 })
  })

  it('takes it from the header it was told', async () => {
    expect(await answerTo('POST', 'x-xsrf-token', 'X-XSRF-Token')).toBe(undefined)
    expect(await answerTo('POST', 'x-csrf-token', 'X-XSRF-Token')).toMatchObject({ status: 403 })
  })

  it('refuses with a text that says how to mend it, kept out of caches', async () => {
    const decision = await answerTo('POST', 'x-csrf-token', undefined, () => 'forged')
    expect(decision).toMatchObject({
      status: 403,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
      body: expect.stringMatching(/Load it again.*csrfToken\(session\).*x-csrf-token/s),
    })
  })

  it.each(['', 'x csrf', 'x:csrf', 'x\ncsrf', 'é', 'x'.repeat(101)])(
    'takes no %j for a header',
    (header) => {
      expect(() => requireCsrfToken({ header })).toThrow(/^header: /)
    },
  )
})

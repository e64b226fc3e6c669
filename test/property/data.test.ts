import { createSessions, type SessionEvent } from 'coatcheck'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sealedCodec } from '../../src/codecs/sealed.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { readLossless, writeLossless } from '../../src/encoding/lossless-json.ts'
import { CoatcheckError } from '../../src/errors.ts'
import { idBytes, type SessionRecord } from '../../src/record.ts'
import { isRejection } from '../../src/rejection.ts'
import { identical } from './identical.ts'
import { plan, slowPlan } from './plan.ts'
import { request, sentBack, visit } from './request.ts'
import { anyText, jsonData, richData } from './values.ts'

const secret = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const now = 1_800_000_000

const data = fc.oneof(jsonData, richData)

const instant = fc.integer({ min: 0, max: 2 ** 40 - 1 })

const login = fc.option(
  fc.record({
    at: instant,
    subject: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
  }),
)

const record: fc.Arbitrary<SessionRecord> = fc
  .record({
    id: fc.uint8Array({ minLength: idBytes, maxLength: idBytes }),
    createdAt: instant,
    touchedAt: instant,
    login,
    permanent: fc.boolean(),
    flashes: fc.array(fc.record({ text: anyText, category: anyText }), { maxLength: 3 }),
    data,
  })
  .map(({ login, data, ...rest }) => ({
    ...rest,
    authenticatedAt: login?.at ?? null,
    subject: login?.subject ?? null,
    body: writeLossless(data, 'data'),
  }))

describe('data that a session promises to keep', () => {
  it('comes back from its text as exactly what it was', () => {
    fc.assert(
      fc.property(data, (value) => {
        const text = writeLossless(value, 'data')
        const back = readLossless(text)
        expect(identical(value, back)).toBe(true)
        expect(writeLossless(back, 'data')).toEqual(text)
      }),
      plan,
    )
  })

  it('is in plain JSON whenever plain JSON keeps it', () => {
    fc.assert(
      fc.property(jsonData, (value) => {
        expect(writeLossless(value, 'data')).toEqual({ text: JSON.stringify(value), rich: false })
      }),
      plan,
    )
  })

  it('comes back through the codec with everything else in the record', () => {
    const codec = sealedCodec(keyRing(secret))
    fc.assert(
      fc.property(record, (before) => {
        const text = codec.seal(before, 'session')
        expect(text).toMatch(/^[A-Za-z0-9_-]+$/)
        fc.pre(text.length <= 4_096)
        const unsealed = codec.unseal(text, 'session')
        if (isRejection(unsealed)) throw new Error(unsealed.rejected)
        const after = codec.parse(unsealed.plaintext)
        if (isRejection(after)) throw new Error(after.rejected)
        expect(unsealed.isNewest).toBe(true)
        expect({ ...after, id: [...after.id] }).toEqual({ ...before, id: [...before.id] })
      }),
      plan,
    )
  })

  it('comes back in the next request, and the same data once more sets no cookie', async () => {
    const sessions = createSessions<Record<string, unknown>>({ secrets: secret, now: () => now })
    await fc.assert(
      fc.asyncProperty(data, async (value) => {
        fc.pre(Object.keys(value).length > 0)
        const first = await visit(sessions, (session) => {
          for (const [key, element] of Object.entries(value)) session.set(key, element)
        }).catch(unlessTooLarge)
        const again = await visit(
          sessions,
          (session) => {
            expect(identical(session.data, value)).toBe(true)
            for (const [key, element] of Object.entries(value)) session.set(key, element)
          },
          request(sentBack(first)),
        )
        expect(again).toEqual([])
      }),
      slowPlan,
    )
  })

  it('is refused, not changed, where a rich value stands beside a key `__proto__`', () => {
    fc.assert(
      fc.property(jsonData, fc.bigInt(), (json, big) => {
        const value = JSON.parse('{"__proto__":{"isAdmin":true}}')
        const mixed = { json, big, nested: [value] }
        expect(() => writeLossless(mixed, 'data')).toThrow(
          expect.objectContaining({ code: 'ERR_NOT_SERIALIZABLE' }),
        )
      }),
      plan,
    )
  })
})

describe('session.update', () => {
  it('leaves the data as it was when the change throws, whatever its keys', async () => {
    const sessions = createSessions<Record<string, unknown>>({ secrets: secret, now: () => now })
    await fc.assert(
      fc.asyncProperty(data, async (value) => {
        await visit(
          sessions,
          async (session) => {
            for (const [key, element] of Object.entries(value)) session.set(key, element)
            const failed = session.update((live) => {
              live['visits'] = 1
              throw new RangeError('no')
            })
            await expect(failed).rejects.toThrow(RangeError)
            expect(identical({ ...session.data }, value)).toBe(true)
            expect(Object.getPrototypeOf(session.data)).toBe(Object.prototype)
          },
          request(undefined, 500),
        )
      }),
      slowPlan,
    )
  })
})

describe('session.update with a key `__proto__` in the data', () => {
  it('lends the data no foreign prototype when the change throws', async () => {
    const sessions = createSessions<Record<string, unknown>>({ secrets: secret, now: () => now })
    await visit(
      sessions,
      async (session) => {
        session.set('__proto__', { isAdmin: true })
        const failed = session.update(() => {
          throw new RangeError('no')
        })
        await expect(failed).rejects.toThrow(RangeError)
        expect(session.data['isAdmin']).toBeUndefined()
        expect(session.has('__proto__')).toBe(true)
      },
      request(undefined, 500),
    )
  })
})

describe('what a handler took out of the data before session.update', () => {
  it('is still part of the data afterwards', async () => {
    type Data = { visits: number; cart: Record<string, number> }
    const sessions = createSessions<Data>({ secrets: secret, now: () => now })
    const cookies = await visit(sessions, async (session) => {
      const cart = session.setDefault('cart', {})
      await session.update((live) => {
        live.visits = (live.visits ?? 0) + 1
      })
      cart['7'] = 2
    })
    await visit(
      sessions,
      (session) => expect(session.data).toEqual({ visits: 1, cart: { 7: 2 } }),
      request(sentBack(cookies)),
    )
  })
})

describe('a cookie at the limit of 4,096 bytes', () => {
  it('is sent with every length up to it and refused beyond, never cut', async () => {
    const events: SessionEvent[] = []
    const sessions = createSessions<{ text: string }>({
      secrets: secret,
      now: () => now,
      onEvent: (event) => events.push(event),
    })
    const sizes: number[] = []
    let refused = 0
    for (let length = 2_900; length <= 3_100; length += 1) {
      const text = 'x'.repeat(length)
      try {
        const [cookie] = await visit(sessions, (session) => session.set('text', text))
        if (cookie === undefined) throw new Error(`no cookie for ${length} characters`)
        expect(refused).toBe(0)
        sizes.push(cookie.name.length + cookie.value.length)
        await visit(
          sessions,
          (session) => expect(session.get('text')).toBe(text),
          request(sentBack([cookie])),
        )
      } catch (error) {
        if (!(error instanceof CoatcheckError)) throw error
        expect(error.code).toBe('ERR_COOKIE_TOO_LARGE')
        expect(error.message).toMatch(/4096.*text \(\d+ bytes\)/)
        refused += 1
      }
    }
    expect(Math.max(...sizes)).toBeGreaterThan(4_092)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(4_096)
    expect(refused).toBeGreaterThan(0)
    expect(events.filter(({ type }) => type === 'rejected')).toEqual([])
  })
})

function unlessTooLarge(error: unknown): never {
  fc.pre(!(error instanceof CoatcheckError && error.code === 'ERR_COOKIE_TOO_LARGE'))
  throw error
}

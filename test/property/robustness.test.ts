import { CoatcheckError, createSessions, type SessionEvent } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { sealedCodec } from '../../src/codecs/sealed.ts'
import { keyRing } from '../../src/crypto/key-ring.ts'
import { request, visit } from './request.ts'

const secrets = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const name = '__Host-Http-session'
const now = () => 1_800_000_000

describe('a cookie with a good seal whose body cannot be read', () => {
  it.each([
    ['a type of the rich notation that is not known', { text: '[["Future",1],1]', rich: true }],
    ['half of a text', { text: '{"visits":', rich: false }],
    ['null', { text: 'null', rich: false }],
    ['a list', { text: '[1]', rich: false }],
    ['a number', { text: '7', rich: false }],
  ])('is refused with a reason and not an exception: %s', async (_, body) => {
    const events: SessionEvent[] = []
    const onEvent = (event: SessionEvent) => events.push(event)
    const sessions = createSessions<{ visits: number }>({ secrets, now, onEvent })
    const text = sealedCodec(keyRing(secrets)).seal(
      {
        id: new Uint8Array(16),
        createdAt: now(),
        touchedAt: now(),
        authenticatedAt: null,
        subject: null,
        permanent: false,
        flashes: [],
        body,
      },
      name,
    )
    const cookies = await visit(
      sessions,
      (session) => {
        expect(session.get('visits')).toBeUndefined()
        expect(session.isNew).toBe(true)
      },
      request(`${name}=${text}`),
    )
    expect(cookies).toEqual([])
    expect(events).toContainEqual({ type: 'rejected', reason: 'malformed' })
  })
})

describe('a listener for events', () => {
  it('changes nothing about what can be committed', async () => {
    const schema = z.object({ visits: z.number().optional() })
    const change = (session: { readonly data: object }) => {
      Object.assign(session.data, { visits: 1, stripped: () => 1 })
    }
    for (const onEvent of [undefined, () => {}]) {
      const sessions = createSessions<{ visits: number }>({ secrets, now, schema, onEvent })
      expect(await visit(sessions, change)).toHaveLength(1)
    }
  })
})

describe('a cookie that is too large', () => {
  it('is refused as such, also when its schema strips what cannot be kept', async () => {
    const schema = z.object({ text: z.string().optional() })
    const sessions = createSessions<{ text: string }>({ secrets, now, schema })
    const tooLarge = visit(sessions, (session) => {
      Object.assign(session.data, { text: 'x'.repeat(5_000), stripped: () => 1 })
    })
    await expect(tooLarge).rejects.toMatchObject({ code: 'ERR_COOKIE_TOO_LARGE' })
  })
})

describe('a clock', () => {
  it.each([
    ['tells milliseconds', () => 1_800_000_000_000],
    ['tells no number', () => Number.NaN],
    ['tells a moment before 1970', () => -1],
  ])('that %s is refused by the name of its option', async (_, clock) => {
    const run = async () => {
      const sessions = createSessions<{ visits: number }>({ secrets, now: clock })
      await visit(sessions, (session) => session.set('visits', 1))
    }
    const error: unknown = await run().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CoatcheckError)
    expect(error).toMatchObject({ code: 'ERR_OPTIONS', message: expect.stringMatching(/^now: /) })
  })
})

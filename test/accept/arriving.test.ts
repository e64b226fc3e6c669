import { createSessions, type Options, type SessionEvent, type Store } from 'coatcheck'
import { cookieSessionReader } from 'coatcheck/codecs/cookie-session'
import { expressSessionReader, type OldConnectStore } from 'coatcheck/codecs/express-session'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import type { CookieReader } from '../../src/codecs/reader.ts'
import { clockAt, secretA, secureName, visitorOf } from '../promises/visitor.ts'
import { describeWith } from '../requirements.ts'
import { load, packages } from './packages.ts'

interface Data {
  userId: number
  visits: number
}

const key = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const start = 1_800_000_000

describeWith(packages, 'a visitor with an old cookie', () => {
  const Keygrip = load<new (keys: readonly string[]) => { sign(text: string): string }>('keygrip')

  /** The jar of somebody who has a cookie of cookie-session, as that library signs it. */
  function oldJar(data: object): Map<string, string> {
    const value = Buffer.from(JSON.stringify(data)).toString('base64')
    return new Map([
      ['old', value],
      ['old.sig', new Keygrip([key]).sign(`old=${value}`)],
    ])
  }

  /** The jar of somebody who has a cookie of express-session. */
  function connectJar(): Map<string, string> {
    const { sign } = load<{ sign(value: string, secret: string): string }>('cookie-signature')
    return new Map([['connect.sid', `s%3A${sign('an-id', key)}`]])
  }

  const reader = (): CookieReader =>
    cookieSessionReader({
      keys: [key],
      name: 'old',
      until: new Date((start + 30 * 86_400) * 1_000),
      subject: (data) => data['userId'],
    })

  function setUp({ store, ...choices }: Partial<Options<Data>> = {}) {
    const events: SessionEvent[] = []
    const clock = clockAt(start)
    const sessions = createSessions<Data>({
      secrets: secretA,
      acceptAlso: [reader()],
      now: clock.now,
      onEvent: (event) => events.push(event),
      ...choices,
      store,
    })
    const visitor = (data: object = { userId: 7, visits: 3 }) =>
      visitorOf<Data>(sessions, undefined, oldJar(data))
    return { sessions, clock, events, visitor }
  }

  const stores: [string, () => Store | undefined][] = [
    ['data in the cookie', () => undefined],
    ['data in a store', () => memoryStore({ clock: () => start * 1_000 })],
  ]

  describe.each(stores)('with %s', (_name, makeStore) => {
    it('is logged in, and keeps what they had', async () => {
      const { visitor, events } = setUp({ store: makeStore() })
      const ada = visitor()
      const { value, lines } = await ada.visit((session) => ({
        data: { ...session.data },
        subject: session.subject,
        isNew: session.isNew,
      }))
      expect(value).toEqual({ data: { userId: 7, visits: 3 }, subject: '7', isNew: false })
      expect(lines).toHaveLength(3)
      expect([...ada.jar.keys()]).toEqual([secureName])
      expect(events.filter(({ type }) => type === 'accepted')).toMatchObject([
        { source: 'cookie-session' },
      ])
      expect((await ada.visit((session) => session.get('visits'))).value).toBe(3)
    })

    it('does not count as freshly logged in, since nobody knows when that was', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const ada = visitor()
      const { value } = await ada.visit((session) => session.authenticatedAt)
      expect(value).toBe(start - 86_400)
      const short = setUp({ store: makeStore(), absoluteTimeout: '1h' })
      const eve = await short.visitor().visit((session) => session.authenticatedAt)
      expect(eve.value).toBe(start - 1_800)
    })

    it('keeps what the first request changed', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const ada = visitor()
      await ada.visit((session) => session.set('visits', session.get('visits', 0) + 1))
      expect((await ada.visit((session) => session.get('visits'))).value).toBe(4)
    })

    it('is counted by an update in the first request', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const ada = visitor()
      await ada.visit((session) =>
        session.update((data) => {
          data.visits = (data.visits ?? 0) + 1
        }),
      )
      expect((await ada.visit((session) => session.get('visits'))).value).toBe(4)
    })

    it('keeps the old cookie where the first answer is a server error', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const ada = visitor()
      const { lines } = await ada.visit((session) => session.get('visits'), { status: 500 })
      expect(lines).toEqual([])
      expect((await ada.visit((session) => session.subject)).value).toBe('7')
    })

    it('is out, for good, when the first request is a logout', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const ada = visitor()
      await ada.visit((session) => session.logout())
      expect([...ada.jar.keys()]).toEqual([])
    })

    it('is out by a logout whose answer is a server error', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const ada = visitor()
      await ada.visit((session) => session.logout(), { status: 500 })
      expect([...ada.jar.keys()]).toEqual([])
    })

    it('becomes somebody else by a login in the first request, without the old data', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const ada = visitor()
      await ada.visit((session) => session.login('eve'))
      const { value } = await ada.visit((session) => [session.subject, { ...session.data }])
      expect(value).toEqual(['eve', {}])
    })

    it('has the old cookie deleted, unread, beside a session of ours', async () => {
      const { sessions, visitor, events } = setUp({ store: makeStore() })
      const ada = visitorOf<Data>(sessions)
      await ada.visit((session) => session.set('visits', 50))
      for (const [name, value] of visitor().jar) ada.jar.set(name, value)
      const { value } = await ada.visit((session) => session.get('visits'))
      expect(value).toBe(50)
      expect([...ada.jar.keys()]).toEqual([secureName])
      expect(events.map(({ type }) => type)).not.toContain('accepted')
    })

    it('is a stranger with a signature of something else, and says why', async () => {
      const { visitor, events } = setUp({ store: makeStore() })
      const forger = visitor()
      forger.jar.set('old', Buffer.from('{"userId":1}').toString('base64'))
      const { value, lines } = await forger.visit((session) => session.subject)
      expect({ value, lines }).toEqual({ value: null, lines: [] })
      expect(events).toContainEqual({
        type: 'rejected',
        reason: 'tampered',
        source: 'cookie-session',
      })
    })

    it('is refused where the schema refuses the data', async () => {
      const { z } = await import('zod')
      const schema = z.object({ userId: z.number().optional(), visits: z.number().optional() })
      const { visitor, events } = setUp({ store: makeStore(), schema })
      const { value } = await visitor({ userId: 7, visits: 'many' }).visit(
        (session) => session.subject,
      )
      expect(value).toBeNull()
      expect(events).toContainEqual({
        type: 'rejected',
        reason: 'invalid-data',
        source: 'cookie-session',
      })
    })

    it('is nobody where the old session held nothing, and loses the empty cookie', async () => {
      const { visitor } = setUp({ store: makeStore() })
      const nobody = visitor({})
      expect((await nobody.visit((session) => session.subject)).value).toBeNull()
      expect([...nobody.jar.keys()]).toEqual([])
    })

    it('is refused after the end date', async () => {
      const { visitor, clock, events } = setUp({ store: makeStore() })
      clock.turn(30 * 86_400)
      expect((await visitor().visit((session) => session.subject)).value).toBeNull()
      expect(events).toContainEqual({
        type: 'rejected',
        reason: 'no-longer-accepted',
        source: 'cookie-session',
      })
    })

    it('keeps both clocks from then on', async () => {
      const { visitor, clock } = setUp({ store: makeStore(), idleTimeout: '1h' })
      const ada = visitor()
      await ada.visit((session) => session.subject)
      clock.turn(3_600)
      expect((await ada.visit((session) => session.subject)).value).toBeNull()
    })
  })

  describe('in the cookie’s own name', () => {
    it('is not logged out by the deletion of the old one', async () => {
      const { sessions } = setUp({ cookie: { name: 'old', secure: false } })
      const ada = visitorOf<Data>(sessions, 'http://shop.example/', oldJar({ userId: 7 }))
      await ada.visit((session) => session.subject)
      expect((await ada.visit((session) => session.subject)).value).toBe('7')
      expect([...ada.jar.keys()]).toEqual(['old'])
    })
  })

  describe('where there is a store', () => {
    it('shares one session among requests at the same time, and every update counts', async () => {
      const store = memoryStore({ clock: () => start * 1_000 })
      const { sessions } = setUp({ store })
      const visitors = Array.from({ length: 20 }, () =>
        visitorOf<Data>(sessions, undefined, oldJar({ userId: 7, visits: 0 })),
      )
      const visits = await Promise.all(
        visitors.map(({ visit }) =>
          visit(async (session) => {
            await new Promise(setImmediate)
            return session.update((data) => {
              data.visits = (data.visits ?? 0) + 1
            })
          }),
        ),
      )
      expect(visits.map(({ status }) => status)).toEqual(visits.map(() => 200))
      for (const { visit } of visitors) {
        expect((await visit((session) => session.get('visits'))).value).toBe(20)
      }
      const { list } = createSessions<Data>({ secrets: secretA, store, now: () => start })
      expect((await list('7')).sessions).toHaveLength(1)
    })

    it('gets the same session again when the first answer was lost', async () => {
      const { visitor } = setUp({ store: memoryStore({ clock: () => start * 1_000 }) })
      await visitor().visit((session) => session.set('visits', 9))
      const again = visitor()
      expect((await again.visit((session) => session.get('visits'))).value).toBe(9)
      expect([...again.jar.keys()]).toEqual([secureName])
      expect((await again.visit((session) => session.get('visits'))).value).toBe(9)
    })

    it('cannot come back with the old cookie after a logout, however much later', async () => {
      const { visitor, clock, events } = setUp({
        store: memoryStore({ clock: () => start * 1_000 }),
      })
      const ada = visitor()
      await ada.visit((session) => session.subject)
      await ada.visit((session) => session.logout())
      for (const seconds of [0, 4_000, 20 * 86_400]) {
        clock.turn(seconds)
        const thief = await visitor().visit((session) => session.subject)
        expect(thief.value, `after ${seconds}`).toBeNull()
      }
      expect(events).toContainEqual({
        type: 'rejected',
        reason: 'revoked',
        source: 'cookie-session',
      })
    })

    it('cannot come back after a logout in the very first request', async () => {
      const { visitor } = setUp({ store: memoryStore({ clock: () => start * 1_000 }) })
      await visitor().visit((session) => session.logout())
      expect((await visitor().visit((session) => session.subject)).value).toBeNull()
    })

    it('is refused by a ticket replaced since, as every superseded one is', async () => {
      const { visitor } = setUp({ store: memoryStore({ clock: () => start * 1_000 }) })
      const ada = visitor()
      await ada.visit((session) => session.login('7'))
      expect((await visitor().visit((session) => session.subject)).value).toBeNull()
      expect((await ada.visit((session) => session.subject)).value).toBe('7')
    })

    it.each(['revokeAll', 'revokeEveryone'] as const)('is refused after %s', async (verb) => {
      const store = memoryStore({ clock: () => start * 1_000 })
      const { visitor } = setUp({ store })
      const office = createSessions<Data>({ secrets: secretA, store, now: () => start })
      await (verb === 'revokeAll' ? office.revokeAll('7') : office.revokeEveryone())
      expect((await visitor().visit((session) => session.subject)).value).toBeNull()
    })

    it('is not let in by a request that a revocation overtakes', async () => {
      const store = memoryStore({ clock: () => start * 1_000 })
      const { sessions } = setUp({ store })
      const office = createSessions<Data>({ secrets: secretA, store, now: () => start })
      const ada = visitorOf<Data>(sessions, undefined, oldJar({ userId: 7 }))
      const { error } = await ada.visit(async (session) => {
        expect(session.subject).toBe('7')
        await office.revokeAll('7')
      })
      expect(error).toMatchObject({ code: 'ERR_SESSION_ENDED' })
      expect((await ada.visit((session) => session.subject)).value).toBeNull()
      expect((await office.list('7')).sessions).toEqual([])
    })

    it('is listed, and can be revoked', async () => {
      const store = memoryStore({ clock: () => start * 1_000 })
      const { visitor } = setUp({ store })
      const ada = visitor()
      await ada.visit((session) => session.subject)
      const office = createSessions<Data>({ secrets: secretA, store, now: () => start })
      expect(await office.revokeAll('7')).toBe(1)
      expect((await ada.visit((session) => session.subject)).value).toBeNull()
      expect((await visitor().visit((session) => session.subject)).value).toBeNull()
    })
  })

  describe('whose session is in an old store', () => {
    const { MemoryStore } = load<{
      MemoryStore: new () => OldConnectStore & { set(id: string, row: object): void }
    }>('express-session')

    it('finds it again after the old store has given it away, until a logout', async () => {
      const rows = new MemoryStore()
      rows.set('an-id', { cookie: { originalMaxAge: null, expires: null }, visits: 4 })
      const { sessions } = setUp({
        store: memoryStore({ clock: () => start * 1_000 }),
        acceptAlso: [
          expressSessionReader({ secrets: key, store: rows, until: '2100-01-01T00:00:00Z' }),
        ],
      })
      const come = () => visitorOf<Data>(sessions, undefined, connectJar())
      const first = come()
      expect((await first.visit((session) => session.get('visits'))).value).toBe(4)
      const row = await new Promise((resolve) =>
        rows.get('an-id', (_error, kept) => resolve(kept ?? null)),
      )
      expect(row).toBeNull()
      expect((await come().visit((session) => session.get('visits'))).value).toBe(4)
      await first.visit((session) => session.logout())
      expect((await come().visit((session) => session.get('visits'))).value).toBeUndefined()
    })
  })

  describe('whose old store fails', () => {
    const broken = {
      get(_id: string, done: (error?: unknown) => void) {
        done(new Error('the old Redis is away'))
      },
      destroy() {},
    }
    const acceptAlso = [
      expressSessionReader({ secrets: key, store: broken, until: '2100-01-01T00:00:00Z' }),
    ]

    it.each(stores)('gets an error, and keeps the cookie, with %s', async (_what, makeStore) => {
      const { sessions } = setUp({ store: makeStore(), acceptAlso })
      const ada = visitorOf<Data>(sessions, undefined, connectJar())
      const { error, lines } = await ada.visit((session) => session.subject)
      expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE', status: 503 })
      expect(lines).toEqual([])
    })

    it('is anonymous where the app said so, and nothing is written', async () => {
      const { sessions } = setUp({
        store: memoryStore({ clock: () => start * 1_000 }),
        acceptAlso,
        onStoreFailure: 'anonymous',
      })
      const ada = visitorOf<Data>(sessions, undefined, connectJar())
      const { value, lines } = await ada.visit((session) => {
        session.set('visits', 1)
        return session.subject
      })
      expect({ value, lines }).toEqual({ value: null, lines: [] })
    })

    it('cannot log in meanwhile without knowing that it failed', async () => {
      const { sessions } = setUp({
        store: memoryStore({ clock: () => start * 1_000 }),
        acceptAlso,
        onStoreFailure: 'anonymous',
      })
      const ada = visitorOf<Data>(sessions, undefined, connectJar())
      const { error } = await ada.visit((session) => session.login('7'))
      expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    })
  })
})

describe('the option acceptAlso', () => {
  const until = '2100-01-01T00:00:00Z'

  it('says what it takes', () => {
    const wrong = [{ read: 1 }] as unknown as CookieReader[]
    expect(() => createSessions({ secrets: secretA, acceptAlso: wrong })).toThrow(
      /acceptAlso: it is no list of readers/,
    )
  })

  it('refuses two readers of one cookie', () => {
    const twice = [1, 2].map(() => cookieSessionReader({ keys: [key], until }))
    expect(() => createSessions({ secrets: secretA, acceptAlso: twice })).toThrow(
      /two readers read the cookie 'session'/,
    )
  })

  it.each(['2100-01-01', 'soon', new Date(Number.NaN)])('refuses %s as an end', (end) => {
    expect(() => cookieSessionReader({ keys: [key], until: end })).toThrow(/until is no moment/)
  })
})

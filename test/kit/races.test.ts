import { createSessions, type Session, type Store } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { memoryStore } from 'coatcheck/stores/memory'
import {
  cookiesFor,
  loggedIn,
  type RaceEntry,
  raceOf,
  readSession,
  type SessionCookies,
} from 'coatcheck/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

type Data = { visits: number; note: string }

const secrets = 'a secret of the tests, 32 bytes or more'
const url = 'https://shop.example/'

const sessionsOn = (store?: Store) => createSessions<Data>({ secrets, store })

/** One request of a visitor to an app on a store, and what its handler gave. */
async function visit(
  store: Store | undefined,
  cookies: SessionCookies,
  handler: (session: Session<Data>) => unknown,
): Promise<Response> {
  const app = withSession(
    sessionsOn(store),
    async (_request, session) => new Response(String(await handler(session))),
    {
      onError: (error) => new Response(String(Reflect.get(Object(error), 'code')), { status: 500 }),
    },
  )
  return app(new Request(url, { headers: { cookie: cookies.header } }))
}

const before = (store: Store | undefined) =>
  loggedIn(sessionsOn(store), { visits: 0 }, { subject: 'ada', url })

const count = (session: Session<Data>) =>
  session.update((data) => {
    data.visits = (data.visits ?? 0) + 1
  })

describe('a race of requests with a store', () => {
  it('loses no count of update, in any order', async () => {
    const race = await raceOf({
      before,
      requests: {
        first: ({ store, world }) => visit(store, world, count),
        second: ({ store, world }) => visit(store, world, count),
      },
      async holds({ store, world }) {
        expect((await readSession(sessionsOn(store), world))?.data.visits).toBe(2)
      },
    })
    // Three commands each; who was overtaken asks twice more, alone.
    expect(race).toEqual({ broken: [], isComplete: true, schedules: 20 })
  })

  it('shows every order in which reading first and writing later counts once', async () => {
    const careless = async (session: Session<Data>) => {
      session.set('visits', session.get('visits', 0) + 1)
    }
    const race = await raceOf({
      before,
      requests: {
        first: ({ store, world }) => visit(store, world, careless),
        second: ({ store, world }) => visit(store, world, careless),
      },
      holds: async ({ store, world }) =>
        (await readSession(sessionsOn(store), world))?.data.visits === 2,
    })
    expect(race.broken).toHaveLength(10)
    expect(race.broken[0]).toEqual({
      reason: false,
      trace: [
        'first: load → found',
        'second: load → found',
        'second: epoch → found',
        'second: update → true',
        'first: epoch → found',
        'first: update → false',
        'first: load → found',
        'first: update → true',
        'first is done',
        'second is done',
        'broken: false',
      ].join('\n'),
    })
  })

  it('is the same each time', async () => {
    const race = () =>
      raceOf({
        before,
        requests: {
          write: ({ store, world }) => visit(store, world, (session) => session.set('note', 'x')),
          logout: ({ store, world }) => visit(store, world, (session) => session.logout()),
        },
        holds: async ({ store, world }) => {
          expect(await readSession(sessionsOn(store), world)).not.toBeNull()
        },
      })
    const [one, another] = [await race(), await race()]
    expect(one.broken.length).toBeGreaterThan(0)
    expect(one.broken.map(({ trace }) => trace)).toEqual(another.broken.map(({ trace }) => trace))
  })

  it('ends a session for good against a write and a login, in every order of three', async () => {
    const race = await raceOf({
      before,
      requests: {
        write: ({ store, world }) => visit(store, world, (session) => session.set('note', 'x')),
        read: ({ store, world }) => visit(store, world, (session) => session.get('note')),
        logout: ({ store, world }) => visit(store, world, (session) => session.logout()),
      },
      async holds({ store, world, results }) {
        expect(results.logout.status).toBe('fulfilled')
        expect(await readSession(sessionsOn(store), world)).toBeNull()
      },
      maxSchedules: 100,
    })
    expect(race.broken).toEqual([])
    expect(race.schedules).toBe(100)
    expect(race.isComplete).toBe(false)
  })

  it('gives what each request came to, errors too', async () => {
    const race = await raceOf({
      before: async () => 'the world',
      requests: {
        good: async ({ world }) => world.length,
        bad: async (): Promise<number> => {
          throw new Error('out of order')
        },
      },
      holds({ results, world }) {
        expect(world).toBe('the world')
        expect(results.good).toEqual({ status: 'fulfilled', value: 9 })
        expect(results.bad).toMatchObject({
          status: 'rejected',
          reason: { message: 'out of order' },
        })
      },
    })
    expect(race).toEqual({ schedules: 1, isComplete: true, broken: [] })
  })

  it('shows what the store refuses', async () => {
    const down = { ...memoryStore(), load: () => Promise.reject(new Error('away')) }
    const race = await raceOf({
      newStore: () => down,
      before: () => cookiesFor('', url),
      requests: { only: ({ store }) => store.load('key', 0) },
      holds: ({ results }) => results.only.status === 'fulfilled',
    })
    expect(race.broken[0]?.trace).toBe('only: load failed\nonly failed: away\nbroken: false')
  })

  it('sees an actor through that gives several commands at once, or some that nobody awaits', async () => {
    const race = await raceOf({
      before: () => undefined,
      requests: {
        both: async ({ store }) => {
          await Promise.all([store.load('a', 0), store.load('b', 0)])
          void store.load('c', 0)
        },
        one: async ({ store }) => {
          await store.load('d', 0)
        },
      },
      holds: () => true,
    })
    expect(race).toEqual({ schedules: 3, isComplete: true, broken: [] })
  })

  it('goes on when one request waits for another', async () => {
    const race = await raceOf({
      before: () => {
        let unlock = (): void => {}
        const locked = new Promise<void>((resolve) => {
          unlock = resolve
        })
        return { locked, unlock: () => unlock() }
      },
      requests: {
        holder: async ({ store, world }) => {
          await store.load('a', 0)
          world.unlock()
        },
        waiter: ({ world }) => world.locked,
      },
      holds: ({ results }) => results.waiter.status === 'fulfilled',
    })
    expect(race).toEqual({ schedules: 1, isComplete: true, broken: [] })
  })
})

describe('a race that cannot go on', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is given up with the names of those who hold it up', async () => {
    const race = raceOf({
      before: () => undefined,
      requests: {
        quick: async ({ store }) => void (await store.load('a', 0)),
        stuck: () => new Promise<void>(() => {}),
      },
      holds: () => true,
    })
    const failed = expect(race).rejects.toThrow('raceOf: stuck neither ended nor gave the store')
    await vi.advanceTimersByTimeAsync(60_000)
    await failed
  })
})

describe('a race of requests without a store', () => {
  it('shows that the later answer wins, which is what a store mends', async () => {
    const request = async ({ world, step }: RaceEntry<{ cookies: SessionCookies }>) => {
      await step('is sent')
      const answer = await visit(undefined, world.cookies, count)
      await step('is answered')
      world.cookies = world.cookies.after(answer)
    }
    const race = await raceOf({
      before: async () => ({ cookies: await before(undefined) }),
      requests: { first: request, second: request },
      holds: async ({ world }) =>
        (await readSession(sessionsOn(), world.cookies))?.data.visits === 2,
    })
    expect(race.schedules).toBe(6)
    // Both were sent with the same cookie, and the browser kept whichever answer came last.
    expect(race.broken.map(({ trace }) => trace.split('\n').slice(0, 4))).toEqual([
      ['first: is sent', 'second: is sent', 'second: is answered', 'first: is answered'],
      ['second: is sent', 'first: is sent', 'first: is answered', 'second: is answered'],
      ['first: is sent', 'second: is sent', 'first: is answered', 'second: is answered'],
      ['second: is sent', 'first: is sent', 'second: is answered', 'first: is answered'],
    ])
  })
})

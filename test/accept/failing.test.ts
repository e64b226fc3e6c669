import { createSessions, type Options, type SessionEvent } from 'coatcheck'
import { cookieSessionReader } from 'coatcheck/codecs/cookie-session'
import { expressSessionReader } from 'coatcheck/codecs/express-session'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { clockAt, secretA, secureName, visitorOf } from '../promises/visitor.ts'
import { describeWith } from '../requirements.ts'
import { failing } from '../stored/faults.ts'
import { storeVerbs } from '../stored/store-verbs.ts'
import { load, packages } from './packages.ts'

interface Data {
  userId: number
  visits: number
}

const key = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const until = '2100-01-01T00:00:00Z'
const start = 1_800_000_000
const outcomes = ['fail', 'anonymous'] as const

function setUp(choices: Partial<Options<Data>> = {}) {
  const events: SessionEvent[] = []
  const clock = clockAt(start)
  const { store, down } = failing(memoryStore({ clock: () => clock.now() * 1_000 }))
  const sessions = createSessions<Data>({
    secrets: secretA,
    acceptAlso: [
      cookieSessionReader({ keys: [key], name: 'old', until, subject: (data) => data['userId'] }),
    ],
    now: clock.now,
    onEvent: (event) => events.push(event),
    ...choices,
    store,
  })
  return { sessions, clock, down, events }
}

describeWith(packages, 'a visitor with an old cookie, while the store of ours fails', () => {
  const Keygrip = load<new (keys: readonly string[]) => { sign(text: string): string }>('keygrip')

  function oldJar(): Map<string, string> {
    const value = Buffer.from('{"userId":7,"visits":3}').toString('base64')
    return new Map([
      ['old', value],
      ['old.sig', new Keygrip([key]).sign(`old=${value}`)],
    ])
  }

  it('gets an error where nothing can be written, keeps the cookie, and moves later', async () => {
    const { sessions, down } = setUp()
    const ada = visitorOf<Data>(sessions, undefined, oldJar())
    down.add('create')
    const { error, lines } = await ada.visit((session) => session.get('visits'))
    expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect(lines).toEqual([])
    down.clear()
    expect((await ada.visit((session) => session.get('visits'))).value).toBe(3)
    expect([...ada.jar.keys()]).toEqual([secureName])
  })

  it.each(outcomes)('is not moved where nothing can be read (%s)', async (onStoreFailure) => {
    const { sessions, down, events } = setUp({ onStoreFailure })
    const ada = visitorOf<Data>(sessions, undefined, oldJar())
    down.add('load')
    const { error, lines } = await ada.visit((session) => session.get('visits'))
    expect(error?.code).toBe(onStoreFailure === 'fail' ? 'ERR_STORE_UNAVAILABLE' : undefined)
    expect(lines).toEqual([])
    expect(events.map(({ type }) => type)).not.toContain('accepted')
    down.clear()
    expect((await ada.visit((session) => session.get('visits'))).value).toBe(3)
  })

  it.each(outcomes)('is logged out all the same, and told (%s)', async (onStoreFailure) => {
    const { sessions, down } = setUp({ onStoreFailure })
    const ada = visitorOf<Data>(sessions, undefined, oldJar())
    for (const verb of storeVerbs) down.add(verb)
    const { error } = await ada.visit((session) => session.logout())
    expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect([...ada.jar.keys()]).toEqual([])
  })

  it.each(outcomes)('is logged out beside a ticket of ours, and told (%s)', async (outcome) => {
    const { sessions, down } = setUp({ onStoreFailure: outcome })
    const ada = visitorOf<Data>(sessions)
    await ada.visit((session) => session.set('visits', 1))
    for (const [name, value] of oldJar()) ada.jar.set(name, value)
    for (const verb of storeVerbs) down.add(verb)
    const { error } = await ada.visit((session) => session.logout())
    expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect([...ada.jar.keys()]).toEqual([])
  })

  it('is logged out where it cannot be remembered that the cookie came, and told', async () => {
    const { sessions, down } = setUp()
    const ada = visitorOf<Data>(sessions, undefined, oldJar())
    down.add('create')
    const { error } = await ada.visit((session) => session.logout())
    expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect([...ada.jar.keys()]).toEqual([])
  })

  it('has it remembered by the next request that the cookie came', async () => {
    const { store, down } = failing(memoryStore({ clock: () => clock.now() * 1_000 }))
    const clock = clockAt(start)
    const { acceptAlso } = {
      acceptAlso: [cookieSessionReader({ keys: [key], name: 'old', until })],
    }
    // The session is created, and then everything breaks.
    let creations = 0
    const breaking = {
      ...store,
      async create(...args: Parameters<typeof store.create>) {
        creations += 1
        if (creations === 2) down.add('create')
        return store.create(...args)
      },
    }
    const sessions = createSessions<Data>({
      secrets: secretA,
      acceptAlso,
      store: breaking,
      now: clock.now,
    })
    const ada = visitorOf<Data>(sessions, undefined, oldJar())
    expect((await ada.visit((session) => session.get('visits'))).status).toBe(500)
    expect([...ada.jar.keys()]).toEqual(['old', 'old.sig'])
    down.clear()
    expect((await ada.visit((session) => session.get('visits'))).value).toBe(3)
    await ada.visit((session) => session.logout())
    clock.turn(20 * 86_400)
    const thief = visitorOf<Data>(sessions, undefined, oldJar())
    expect((await thief.visit((session) => session.get('visits'))).value).toBeUndefined()
  })

  it('is logged out everywhere by whichever of two first requests says so', async () => {
    const { sessions, clock } = setUp()
    const [ada, other] = [0, 1].map(() => visitorOf<Data>(sessions, undefined, oldJar()))
    let opened = () => {}
    let loggedOut = () => {}
    const hasOpened = new Promise<void>((resolve) => {
      opened = resolve
    })
    const hasLoggedOut = new Promise<void>((resolve) => {
      loggedOut = resolve
    })
    const slow = other?.visit(async (session) => {
      opened()
      await hasLoggedOut
      return session.subject
    })
    await hasOpened
    await ada?.visit((session) => session.logout())
    loggedOut()
    expect((await slow)?.error).toMatchObject({ code: 'ERR_SESSION_ENDED' })
    expect(other?.jar.has(secureName)).toBe(false)
    for (const seconds of [0, 4_000]) {
      clock.turn(seconds)
      const thief = visitorOf<Data>(sessions, undefined, oldJar())
      expect((await thief.visit((session) => session.subject)).value).toBeNull()
    }
  })

  it('is logged out everywhere by a first request that began before the session was made', async () => {
    const { sessions } = setUp()
    const [ada, other] = [0, 1].map(() => visitorOf<Data>(sessions, undefined, oldJar()))
    let opened = () => {}
    let moved = () => {}
    const hasOpened = new Promise<void>((resolve) => {
      opened = resolve
    })
    const hasMoved = new Promise<void>((resolve) => {
      moved = resolve
    })
    const slow = ada?.visit(async (session) => {
      opened()
      await hasMoved
      await session.logout()
    })
    await hasOpened
    await other?.visit((session) => session.subject)
    expect(other?.jar.has(secureName)).toBe(true)
    moved()
    await slow
    expect((await other?.visit((session) => session.subject))?.value).toBeNull()
  })

  it('keeps what an update wrote before a server error, and cannot come twice', async () => {
    const { sessions, clock } = setUp()
    const ada = visitorOf<Data>(sessions, undefined, oldJar())
    await ada.visit(
      (session) =>
        session.update((data) => {
          data.visits = 4
        }),
      { status: 500 },
    )
    expect([...ada.jar.keys()]).toEqual([secureName])
    expect((await ada.visit((session) => session.get('visits'))).value).toBe(4)
    await ada.visit((session) => session.logout())
    clock.turn(4_000)
    const thief = visitorOf<Data>(sessions, undefined, oldJar())
    expect((await thief.visit((session) => session.subject)).value).toBeNull()
  })
})

describeWith(packages, 'a visitor whose old store fails', () => {
  const { sign } = load<{ sign(value: string, secret: string): string }>('cookie-signature')
  const reader = expressSessionReader({
    secrets: key,
    until,
    store: {
      get(_id, done) {
        done(new Error('the old Redis is away'))
      },
      destroy() {},
    },
  })
  const jar = () =>
    new Map([
      ['connect.sid', `s%3A${sign('an-id', key)}`],
      [secureName, 'refused'],
    ])

  it.each(outcomes)('is logged out all the same, and told (%s)', async (onStoreFailure) => {
    const { sessions } = setUp({ acceptAlso: [reader], onStoreFailure })
    const ada = visitorOf<Data>(sessions, undefined, jar())
    const { error } = await ada.visit((session) => session.logout())
    expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect([...ada.jar.keys()]).toEqual([])
  })

  it('is logged out all the same, and told, with data in the cookie', async () => {
    const sessions = createSessions<Data>({ secrets: secretA, acceptAlso: [reader] })
    const ada = visitorOf<Data>(sessions, undefined, jar())
    const { error } = await ada.visit((session) => session.logout())
    expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect([...ada.jar.keys()]).toEqual([])
  })
})

describe('a visitor whose old session the app cannot read', () => {
  it('is a stranger, and no error', async () => {
    const { createHmac } = await import('node:crypto')
    const value = Buffer.from('{"visits":3}').toString('base64')
    const signature = createHmac('sha1', key).update(`old=${value}`).digest('base64url')
    const { sessions, events } = setUp({
      acceptAlso: [
        cookieSessionReader({
          keys: [key],
          name: 'old',
          until,
          // An app's own mistake: some sessions have no user.
          subject: (data) => (data['user'] as { id: string }).id,
        }),
      ],
    })
    const ada = visitorOf<Data>(
      sessions,
      undefined,
      new Map([
        ['old', value],
        ['old.sig', signature],
      ]),
    )
    const { value: visits, status } = await ada.visit((session) => session.get('visits'))
    expect({ visits, status }).toEqual({ visits: undefined, status: 200 })
    expect(events).toContainEqual({
      type: 'rejected',
      reason: 'invalid-data',
      source: 'cookie-session',
    })
  })
})

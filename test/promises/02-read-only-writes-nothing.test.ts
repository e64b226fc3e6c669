import { createSessions, type Session } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import {
  clockAt,
  navigation,
  secretA,
  secretB,
  secureName,
  type Visitor,
  visitorOf,
} from './visitor.ts'

interface Data {
  visits: number
  cart: Record<string, number>
}

const hour = 3_600

/** A logged-in visitor with something in the cart. */
async function shopper(): Promise<{
  visitor: Visitor<Data>
  clock: ReturnType<typeof clockAt>
}> {
  const clock = clockAt(1_800_000_000)
  const visitor = visitorOf(createSessions<Data>({ secrets: secretA, now: clock.now }))
  await visitor.visit((session) => {
    session.login('ada')
    session.data.cart = { '7': 1 }
  })
  return { visitor, clock }
}

const reads: Record<string, (session: Session<Data>) => unknown> = {
  get: (session) => session.get('cart'),
  'get with a fallback': (session) => session.get('visits', 0),
  has: (session) => session.has('cart'),
  data: (session) => session.data.cart?.['7'],
  setDefault: (session) => session.setDefault('cart', {}),
  subject: (session) => session.subject,
  handle: (session) => session.handle,
  expiresAt: (session) => session.expiresAt,
  takeFlashes: (session) => session.takeFlashes(),
  isLive: (session) => session.isLive(),
  JSON: (session) => JSON.stringify(session),
  'pop of a key that is not there': (session) => session.pop('visits', 0),
  'delete of a key that is not there': (session) => session.delete('visits'),
  'an update that changes nothing': (session) => session.update((data) => data.cart),
}

describe('a request that only reads', () => {
  it.each(Object.entries(reads))('sets no cookie: %s', async (_what, read) => {
    const { visitor } = await shopper()
    expect((await visitor.visit(read)).lines).toEqual([])
  })

  it('sets no cookie on a navigation either, before a touch is due', async () => {
    const { visitor, clock } = await shopper()
    clock.turn(hour - 1)
    const visit = await visitor.visit((session) => session.subject, { request: navigation })
    expect(visit.lines).toEqual([])
  })

  it('touches once when a touch is due, and not again within the interval', async () => {
    const { visitor, clock } = await shopper()
    const lines = []
    for (const seconds of [hour, 0, hour - 1, 1]) {
      clock.turn(seconds)
      lines.push((await visitor.visit((session) => session.subject, { request: navigation })).lines)
    }
    expect(lines.map(({ length }) => length)).toEqual([1, 0, 0, 1])
  })

  it('keeps data, subject and handle through a touch', async () => {
    const { visitor, clock } = await shopper()
    const state = (session: Session<Data>): unknown => [
      session.handle,
      session.subject,
      session.createdAt,
      session.authenticatedAt,
      { ...session.data },
    ]
    const before = await visitor.visit(state)
    clock.turn(hour)
    const touch = await visitor.visit(state, { request: navigation })
    const after = await visitor.visit(state)
    expect(touch.lines).toHaveLength(1)
    expect(after.value).toEqual(before.value)
  })
})

describe('a refused cookie', () => {
  const retired = async (): Promise<Visitor<Data>> => {
    const old = visitorOf(createSessions<Data>({ secrets: secretB }))
    await old.visit((session) => session.login('ada'))
    return visitorOf(createSessions<Data>({ secrets: secretA }), undefined, old.jar)
  }

  it('stays where it is when the session is only read', async () => {
    const visitor = await retired()
    const { lines, value } = await visitor.visit((session) => session.subject)
    expect(value).toBeNull()
    expect(lines).toEqual([])
  })

  it('stays on a navigation', async () => {
    const visitor = await retired()
    const { lines } = await visitor.visit((session) => session.data.cart, { request: navigation })
    expect(lines).toEqual([])
  })

  it('is deleted by logout()', async () => {
    const visitor = await retired()
    const { lines } = await visitor.visit((session) => session.logout())
    expect(lines).toHaveLength(1)
    expect(visitor.jar.has(secureName)).toBe(false)
  })

  it('is replaced by what the handler writes', async () => {
    const visitor = await retired()
    await visitor.visit((session) => session.set('visits', 1))
    expect((await visitor.visit((session) => session.get('visits'))).value).toBe(1)
  })
})

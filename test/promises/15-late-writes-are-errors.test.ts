import { createSessions, type Session, type SessionEvent } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { describe, expect, it } from 'vitest'
import { secretA, secureName, shop, visitorOf } from './visitor.ts'

interface Data {
  visits: number
  cart: Record<string, number>
  seen: Map<string, { times: number }>
}

/** A session whose head was sent, with everything reported since. */
async function sent(before: (session: Session<Data>) => unknown = () => {}) {
  const events: SessionEvent[] = []
  const onEvent = (event: SessionEvent): void => void events.push(event)
  const sessions = createSessions<Data>({ secrets: secretA, onEvent })
  const visitor = visitorOf(sessions)
  await visitor.visit((session) => {
    session.set('visits', 1)
    session.set('cart', { '7': 1 })
    session.set('seen', new Map([['home', { times: 1 }]]))
    session.flash('Hello')
  })
  events.length = 0
  const cookie = `${secureName}=${visitor.jar.get(secureName)}`
  const handed: Session<Data>[] = []
  const answer = await withSession(sessions, (_request, session) => {
    handed.push(session)
    before(session)
    return new Response('page')
  })(new Request(shop, { headers: { cookie } }))
  const [session] = handed
  if (session === undefined) throw new Error('the handler ran')
  return { session, answer, events }
}

const late: Record<string, (session: Session<Data>) => unknown> = {
  'set()': (session) => session.set('visits', 2),
  'delete()': (session) => session.delete('visits'),
  'pop()': (session) => session.pop('visits'),
  'setDefault() of a new key': (session) => {
    const one = session as unknown as Session<Data & { other: number }> // one more key
    return one.setDefault('other', 1)
  },
  'clear()': (session) => session.clear(),
  'logout()': (session) => session.logout(),
  'update()': (session) => session.update((data) => data.visits),
  'flash()': (session) => session.flash('Late'),
  'takeFlashes()': (session) => session.takeFlashes(),
  permanent: (session) => {
    session.permanent = true
  },
  'login()': (session) => session.login('ada'),
  'regenerate()': (session) => session.regenerate(),
  'an assignment to data': (session) => {
    session.data.visits = 2
  },
  'a deletion from data': (session) => delete session.data.visits,
  'a nested assignment': (session) => {
    const { cart = {} } = session.data
    cart['8'] = 1
  },
  'an assignment to what get() gives': (session) => {
    session.get('cart', {})['8'] = 1
  },
  'a Map': (session) => session.data.seen?.clear(),
  'an object inside a Map': (session) => {
    const home = session.data.seen?.get('home')
    if (home !== undefined) home.times = 2
  },
}

describe('after the head was sent', () => {
  it.each(Object.entries(late))('%s is an error', async (_what, change) => {
    const { session } = await sent()
    await expect((async () => change(session))()).rejects.toMatchObject({
      name: 'CoatcheckError',
      code: 'ERR_HEADERS_SENT',
    })
  })

  it.each(Object.entries(late))('%s changes nothing that is read later', async (_what, change) => {
    const { session } = await sent()
    const read = (): string => `${JSON.stringify(session)} ${session.data.seen?.get('home')?.times}`
    const before = read()
    await (async () => change(session))().catch(() => {})
    expect(read()).toBe(before)
  })

  it('reading goes on', async () => {
    const { session } = await sent((early) => early.get('visits'))
    expect(session.get('visits')).toBe(1)
    expect(session.data.cart?.['7']).toBe(1)
    expect(session.data.seen?.get('home')?.times).toBe(1)
    expect([...(session.data.seen?.keys() ?? [])]).toEqual(['home'])
    expect(Object.keys(session.data)).toEqual(['visits', 'cart', 'seen'])
    expect(session.has('visits')).toBe(true)
    expect(session.setDefault('visits', 5)).toBe(1)
    expect(session.subject).toBeNull()
    expect(await session.isLive()).toBe(true)
    expect(JSON.parse(JSON.stringify(session))).toMatchObject({ visits: 1 })
  })

  it('a session that was never touched can still be read, and not be changed', async () => {
    const { session } = await sent()
    expect(session.get('visits')).toBe(1)
    expect(() => session.set('visits', 2)).toThrow(/head was sent/)
  })

  it('there is nothing to take when no message was left', async () => {
    const { session } = await sent((early) => early.takeFlashes())
    expect(session.takeFlashes()).toEqual([])
  })
})

describe('a change through a reference taken before the head was sent', () => {
  it('is found when the response has closed, and reported with its keys', async () => {
    const held: Partial<Data>[] = []
    const { answer, events } = await sent((early) => held.push(early.data))
    for (const data of held) data.visits = 2
    await answer.text()
    expect(events).toContainEqual({ type: 'late-change', keys: ['visits'] })
  })

  it('is not reported when there was none', async () => {
    const { answer, events } = await sent((early) => early.set('visits', 2))
    await answer.text()
    expect(events.map(({ type }) => type)).toEqual(['opened', 'committed'])
  })
})

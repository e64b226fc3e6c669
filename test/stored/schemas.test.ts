import type { SessionEvent } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { appWith, secret, Visitor } from './visitors.ts'

const newest = 'newer-7d90ab35c1e84f62-newer-7d90ab35c1e84f62x'
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

// Every session has both from the beginning, stored or not.
const schema = z.object({
  visits: z.number().default(0),
  cart: z.record(z.string(), z.number()).default(() => ({})),
  note: z.string().optional(),
})

const increment = (visitor: Visitor) =>
  visitor.visit((session) =>
    session.update((data) => {
      data.visits = (data.visits ?? 0) + 1
    }),
  )

describe('a schema with defaults, with a store', () => {
  it('loses no update of a session that holds nothing but a login yet', async () => {
    const visitor = new Visitor(appWith({ schema }).sessions)
    await visitor.visit((session) => session.login('ada'))
    await Promise.all(Array.from({ length: 20 }, () => increment(visitor)))
    expect(await (await visitor.visit((session) => session.get('visits'))).text()).toBe('20')
  })

  it('does not take a default for a change of this request', async () => {
    const events: SessionEvent[] = []
    const onEvent = (event: SessionEvent) => events.push(event)
    const visitor = new Visitor(appWith({ schema, onEvent }).sessions)
    await visitor.visit((session) => session.login('ada'))
    await visitor.visit(async (session) => {
      session.set('note', 'mine')
      await increment(new Visitor(visitor.app, visitor.cookie))
    })
    const found = await (await visitor.visit((session) => session.data)).json()
    expect(found).toEqual({ visits: 1, cart: {}, note: 'mine' })
    expect(events.filter(({ type }) => type === 'conflict')).toEqual([])
  })

  it('gives a key that a newer release added its default, and counts on from there', async () => {
    const { sessions: older, store, clock } = appWith()
    const visitor = new Visitor(older)
    await visitor.visit((session) => session.set('note', 'first'))
    const { sessions } = appWith({ schema, store }, clock)
    const later = new Visitor(sessions, visitor.cookie)
    await Promise.all([increment(later), increment(later), increment(later)])
    const found = await (await later.visit((session) => session.data)).json()
    expect(found).toEqual({ visits: 3, cart: {}, note: 'first' })
  })

  it('gives a new session after a logout nothing of the one before', async () => {
    const { sessions: older, store, clock } = appWith()
    const visitor = new Visitor(older)
    await visitor.visit((session) => {
      session.set('note', 'same')
      session.set('visits', 7)
    })
    const { sessions: newer } = appWith(
      { schema: z.object({ note: z.string().optional() }), store },
      clock,
    )
    const later = new Visitor(newer, visitor.cookie)
    await later.visit(async (session) => {
      await session.logout()
      session.set('note', 'same')
    })
    const again = new Visitor(older, later.cookie)
    expect(await (await again.visit((session) => session.data)).json()).toEqual({ note: 'same' })
  })

  it('ends a session that was emptied', async () => {
    const visitor = new Visitor(appWith({ schema }).sessions)
    await visitor.visit((session) => session.set('note', 'x'))
    const old = new Visitor(visitor.app, visitor.cookie)
    const answer = await visitor.visit((session) => session.delete('note'))
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')])
    expect(await (await old.visit((session) => session.isNew)).text()).toBe('true')
  })
})

describe('a session that this release cannot read', () => {
  const number = z.object({ note: z.number().optional() })

  it.each([
    // The refusing schema's data is of another type than the visitor's; logging out needs neither.
    ['since its schema refuses the data', { schema: number as unknown as typeof schema }],
    ['since the secret that sealed the data is gone', { secrets: newest }],
  ])('%s, is ended by a logout for good', async (_why, options) => {
    const { sessions, store, clock } = appWith({ secrets: [secret, newest] })
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => {
      session.login('ada')
      session.set('note', 'old')
    })
    const { sessions: rotated } = appWith({ store, secrets: [newest, secret] }, clock)
    const later = new Visitor(rotated, visitor.cookie)
    // Its ticket is sealed anew; the entry is as it was.
    await later.visit((session) => session.get('note'), 200, navigation)
    const { sessions: newer } = appWith({ store, secrets: [newest, secret], ...options }, clock)
    const last = new Visitor(newer, later.cookie)
    const answer = await last.visit((session) => session.logout())
    expect(answer.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')])
    expect((await rotated.list('ada')).sessions).toEqual([])
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('null')
  })
})

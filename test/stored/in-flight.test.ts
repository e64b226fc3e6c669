import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { before } from './faults.ts'
import { appWith, type Handler, Visitor } from './visitors.ts'

const increment: Handler = (session) =>
  session.update((data) => {
    data.visits = (data.visits ?? 0) + 1
  })

const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json()

describe('two updates at once in one request', () => {
  it('count both on a session that is not stored yet', async () => {
    const visitor = new Visitor(appWith().sessions)
    const answer = await visitor.visit((session) =>
      Promise.all([increment(session), increment(session)]),
    )
    expect(answer.status).toBe(200)
    expect(await json(visitor.visit((session) => session.data))).toEqual({ visits: 2 })
  })

  it('lose nothing that another process counts in between', async () => {
    const clock = { at: 1_700_000_000 }
    const store = memoryStore({ clock: () => clock.at * 1_000 })
    const elsewhere = appWith({ store }, clock).sessions
    let other: Visitor | undefined
    let updates = 0
    const { sessions } = appWith(
      {
        store: before(store, async (verb) => {
          if (verb !== 'update') return
          updates += 1
          // Just before the second of the two is written.
          if (updates === 3) await other?.visit(increment)
        }),
      },
      clock,
    )
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('visits', 0))
    await visitor.visit(increment)
    other = new Visitor(elsewhere, visitor.cookie)
    await visitor.visit((session) => Promise.all([increment(session), increment(session)]))
    expect(await json(visitor.visit((session) => session.data))).toEqual({ visits: 4 })
  })
})

describe('what a handler took out of the data before an update', () => {
  it('goes on being the data: objects, lists, and what stands in them', async () => {
    const { sessions } = appWith()
    // Data that the types of these tests do not know.
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => {
      Reflect.set(session.data, 'list', [{ count: 1 }])
      Reflect.set(session.data, 'map', new Map([['a', 1]]))
      session.set('cart', { 7: 1 })
    })
    await visitor.visit(async (session) => {
      const cart = session.setDefault('cart', {})
      const list: { count: number }[] = Reflect.get(session.data, 'list')
      const map: Map<string, number> = Reflect.get(session.data, 'map')
      const [first] = list
      await increment(session)
      cart['8'] = 1
      list.push({ count: 2 })
      if (first !== undefined) first.count = 9
      map.set('b', 2)
    })
    const found = await visitor.visit((session) => {
      const map: Map<string, number> = Reflect.get(session.data, 'map')
      return { ...session.data, map: [...map] }
    })
    expect(await found.json()).toEqual({
      cart: { 7: 1, 8: 1 },
      list: [{ count: 9 }, { count: 2 }],
      map: [
        ['a', 1],
        ['b', 2],
      ],
      visits: 1,
    })
  })
})

describe('what a handler does while its update is under way', () => {
  async function during(act: Handler) {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.set('visits', 1))
    const old = new Visitor(visitor.app, visitor.cookie)
    const answer = await visitor.visit(async (session) => {
      const update = increment(session)
      // The update has begun to write, and is not done.
      await Promise.resolve()
      await Promise.resolve()
      await act(session)
      await update
    })
    return { visitor, old, answer }
  }

  it('keeps what was set', async () => {
    const { visitor } = await during((session) => session.set('note', 'kept'))
    expect(await json(visitor.visit((session) => session.data))).toEqual({
      visits: 2,
      note: 'kept',
    })
  })

  it('keeps a message', async () => {
    const { visitor } = await during((session) => session.flash('kept'))
    expect(await json(visitor.visit((session) => session.takeFlashes()))).toHaveLength(1)
  })

  it('keeps a login', async () => {
    const { visitor, answer } = await during((session) => session.login('ada'))
    expect(answer.headers.getSetCookie()).toHaveLength(1)
    expect(await json(visitor.visit((session) => session.subject))).toBe('ada')
  })

  it('keeps a logout', async () => {
    const { visitor, old } = await during((session) => session.logout())
    for (const each of [visitor, old]) {
      expect(await json(each.visit((session) => session.isNew))).toBe(true)
    }
  })
})

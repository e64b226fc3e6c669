import { createSessions, type Session, type SessionEvent } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { request } from '../test/property/request.ts'

interface Data {
  visits: number
  cart: Record<string, number>
}

/** A session in one request, and what is reported when its response closes. */
async function opened(status = 200) {
  const events: SessionEvent[] = []
  const closing: (() => void)[] = []
  const sessions = createSessions<Data>({
    secrets: 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8',
    onEvent: (event) => events.push(event),
  })
  const exchange = {
    ...request(undefined, status),
    onClose: (run: () => void) => closing.push(run),
  }
  const session = await sessions.open(exchange)
  return {
    session,
    commit: () => sessions.commit(session, exchange),
    close(): readonly SessionEvent[] {
      for (const run of closing) run()
      return events.filter(({ type }) => type === 'late-change')
    },
  }
}

const changes: Record<string, (session: Session<Data>) => unknown> = {
  data: (session) => session.set('visits', 1),
  'nested data': (session) => Object.assign(session.setDefault('cart', {}), { '7': 1 }),
  login: (session) => session.login('ada'),
  logout: (session) => session.logout(),
  flash: (session) => session.flash('Hello'),
}

describe('a response that went round the adapter', () => {
  it.each(Object.entries(changes))(
    'is reported when the session had changed: %s',
    async (_what, change) => {
      const { session, close } = await opened()
      await change(session)
      expect(close()).toHaveLength(1)
    },
  )

  it('is not reported when the session was only read', async () => {
    const { session, close } = await opened()
    session.get('visits')
    session.has('cart')
    expect(session.data.visits).toBeUndefined()
    expect(close()).toEqual([])
  })

  it('is not reported when the session was left alone', async () => {
    const { close } = await opened()
    expect(close()).toEqual([])
  })
})

describe('a change after the commit', () => {
  it('is reported by the keys that differ from what was kept', async () => {
    const { session, commit, close } = await opened()
    const { data } = session
    data.visits = 1
    data.cart = { '7': 1 }
    await commit()
    data.cart['8'] = 1
    expect(close()).toEqual([{ type: 'late-change', keys: ['cart'] }])
  })

  it('is not reported when it was taken back', async () => {
    const { session, commit, close } = await opened()
    const { data } = session
    data.visits = 1
    await commit()
    data.visits = 2
    data.visits = 1
    expect(close()).toEqual([])
  })

  it('is reported by its key alone when it could not be kept at all', async () => {
    const { session, commit, close } = await opened()
    const { data } = session
    await commit()
    Object.assign(data, { visits: () => 1 })
    expect(close()).toEqual([{ type: 'late-change', keys: ['visits'] }])
  })

  it('is not reported after a server error, since everything was dropped', async () => {
    const { session, commit, close } = await opened(500)
    session.set('visits', 1)
    await commit()
    expect(close()).toEqual([])
  })

  it('is not reported when all of it was kept', async () => {
    const { session, commit, close } = await opened()
    session.set('visits', 1)
    session.login('ada')
    await commit()
    expect(close()).toEqual([])
  })
})

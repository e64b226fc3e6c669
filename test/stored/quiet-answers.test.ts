import { describe, expect, it } from 'vitest'
import { appWith, type Handler, Visitor } from './visitors.ts'

const cookies = (response: Response) => response.headers.getSetCookie()
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

/** A visitor who is logged in, permanently, with something in the cart. */
async function known() {
  const { sessions, store, clock } = appWith()
  const visitor = new Visitor(sessions)
  await visitor.visit((session) => {
    session.login('ada')
    session.permanent = true
    session.set('cart', { 7: 1 })
  })
  return { visitor, sessions, store, clock }
}

const visitOnce: Handler = (session) =>
  session.update((data) => {
    data.visits = 1
  })

const readers: Readonly<Record<string, Handler>> = {
  'does nothing': () => 'untouched',
  reads: (session) => session.get('cart'),
  'looks at all of it': (session) => [session.data, session.subject, session.handle, session.isNew],
  'takes messages where there are none': (session) => session.takeFlashes(),
  'sets an equal value': (session) => {
    session.set('cart', { 7: 1 })
    session.permanent = true
  },
  'changes, and changes back': (session) => {
    session.set('note', 'x')
    session.delete('note')
  },
  'asks whether it is live': (session) => session.isLive(),
}

describe.each(Object.entries(readers))('a request that %s', (what, handler) => {
  it.each([
    ['at once', 0],
    ['when a touch and a recheck are due', 3_600],
    ['days later', 6 * 86_400],
  ])('sends no cookie %s, on a navigation neither', async (_when, seconds) => {
    const { visitor, clock } = await known()
    clock.at += seconds
    for (const headers of [{}, navigation]) {
      const answer = await visitor.visit(handler, 200, headers)
      expect([answer.status, cookies(answer)]).toEqual([200, []])
    }
  })

  it.each(['superseded', 'revoked', 'missing', 'idle', 'absolute', 'tampered', 'malformed'])(
    'sends no cookie with a ticket that is %s',
    async (why) => {
      const { visitor, sessions, clock } = await known()
      const late = new Visitor(sessions, visitor.cookie)
      if (why === 'superseded') await visitor.visit((session) => session.login('ada'))
      if (why === 'revoked') await sessions.revokeEveryone()
      if (why === 'missing') await sessions.revokeAll('ada')
      if (why === 'idle') clock.at += 7 * 86_400
      if (why === 'absolute') clock.at += 30 * 86_400
      if (why === 'tampered') late.cookie = late.cookie?.replace(/.{6}$/, 'AAAAAA')
      if (why === 'malformed') late.cookie = '__Host-Http-session=*'
      const isChange = what === 'sets an equal value'
      const answer = await late.visit(handler, 200, navigation)
      // Where there is no session any more, what was equal is something new.
      if (!isChange || why === 'superseded') expect(cookies(answer)).toEqual([])
      expect(answer.status).toBe(200)
    },
  )
})

describe('an answer with a changed session', () => {
  it('brings no cookie, since the ticket is the same', async () => {
    const { visitor } = await known()
    for (const act of [
      (session) => session.set('note', 'x'),
      (session) => session.flash('x'),
      (session) => session.takeFlashes(),
      visitOnce,
    ] satisfies Handler[]) {
      expect(cookies(await visitor.visit(act))).toEqual([])
    }
  })

  it('brings the ticket of what an update created, also on an error that is thrown', async () => {
    const { sessions } = appWith()
    const visitor = new Visitor(sessions)
    const answer = await visitor.visit(async (session) => {
      await visitOnce(session)
      session.set('note', 'dropped')
      throw new Error('later')
    })
    expect([answer.status, cookies(answer).length]).toEqual([500, 1])
    const after = await visitor.visit((session) => session.data)
    expect(await after.json()).toEqual({ visits: 1 })
  })

  it('brings the new ticket of a login that an update carried out, also on a server error', async () => {
    const { visitor, sessions } = await known()
    const old = new Visitor(sessions, visitor.cookie)
    const answer = await visitor.visit(async (session) => {
      session.login('eve')
      await visitOnce(session)
    }, 500)
    expect(cookies(answer)).toHaveLength(1)
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('"eve"')
    expect(await (await old.visit((session) => session.isNew)).text()).toBe('true')
  })

  it('deletes the cookie when a session that an update created was ended again', async () => {
    const { sessions } = appWith()
    const answer = await new Visitor(sessions).visit(async (session) => {
      await visitOnce(session)
      await session.logout()
    })
    expect(cookies(answer)).toEqual([])
  })

  it('ends the old session and brings the ticket of the next one after a logout', async () => {
    const { visitor, sessions } = await known()
    const old = new Visitor(sessions, visitor.cookie)
    const answer = await visitor.visit(async (session) => {
      await session.logout()
      session.login('eve')
    })
    expect(cookies(answer)).toHaveLength(1)
    expect(await (await old.visit((session) => session.isNew)).text()).toBe('true')
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('"eve"')
    expect((await sessions.list('ada')).sessions).toEqual([])
  })
})

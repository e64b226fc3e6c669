import { describe, expect, it } from 'vitest'
import { appWith, Visitor } from './visitors.ts'

const cookiesOf = (response: Response) => response.headers.getSetCookie()

describe('a session in a store', () => {
  it('is kept under a ticket and read on the next request', async () => {
    const visitor = new Visitor(appWith().sessions)
    const first = await visitor.visit((session) => session.set('visits', 1))
    expect(cookiesOf(first)).toHaveLength(1)
    const second = await visitor.visit((session) => session.get('visits'))
    expect(await second.text()).toBe('1')
    expect(cookiesOf(second)).toEqual([])
  })

  it('changes without a new cookie', async () => {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.set('visits', 1))
    const change = await visitor.visit((session) => session.set('visits', 2))
    expect(cookiesOf(change)).toEqual([])
    expect(await (await visitor.visit((session) => session.get('visits'))).text()).toBe('2')
  })

  it('keeps both of two parallel changes to different keys', async () => {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.set('cart', {}))
    const put = (product: string) =>
      visitor.visit(async (session) => {
        const cart = session.setDefault('cart', {})
        await Promise.resolve()
        cart[product] = 1
      })
    await Promise.all([put('7'), put('8'), visitor.visit((session) => session.set('visits', 3))])
    const found = await visitor.visit((session) => session.data)
    expect(await found.json()).toEqual({ cart: { 7: 1, 8: 1 }, visits: 3 })
  })

  it('counts a thousand parallel updates exactly', async () => {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.set('visits', 0))
    const count = () =>
      visitor.visit((session) =>
        session.update((data) => {
          data.visits = (data.visits ?? 0) + 1
        }),
      )
    await Promise.all(Array.from({ length: 1_000 }, count))
    expect(await (await visitor.visit((session) => session.get('visits'))).text()).toBe('1000')
  })

  it('does not come back through a request that was in flight when it was ended', async () => {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.login('ada'))
    const stolen = visitor.cookie
    const late = await visitor.send(async (session) => {
      session.set('visits', 5)
      await new Visitor(visitor.app, stolen).visit((other) => other.logout())
    })
    expect([late.status, await late.text()]).toEqual([401, 'ERR_SESSION_ENDED'])
    const after = await new Visitor(visitor.app, stolen).visit((session) => session.subject)
    expect(await after.text()).toBe('null')
  })

  it('gives a worthless old ticket after a login', async () => {
    const { sessions } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('note', 'anonymous'))
    const old = visitor.cookie
    await visitor.visit((session) => session.login('ada'))
    const fixated = new Visitor(sessions, old)
    expect(await (await fixated.visit((session) => session.subject)).text()).toBe('null')
    const owner = await visitor.visit((session) => [session.subject, session.get('note')])
    expect(await owner.json()).toEqual(['ada', 'anonymous'])
  })

  it('honours the ticket before a regenerate for the grace, and no longer', async () => {
    const { sessions, clock } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('note', 'kept'))
    const old = new Visitor(sessions, visitor.cookie)
    await visitor.visit((session) => session.regenerate())
    clock.at += 29
    expect(await (await old.visit((session) => session.get('note'))).text()).toBe('"kept"')
    clock.at += 1
    expect(await (await old.visit((session) => session.get('note', 'gone'))).text()).toBe('"gone"')
    expect(await (await visitor.visit((session) => session.get('note'))).text()).toBe('"kept"')
  })

  it('goes on after a farewell message as a fresh session', async () => {
    const { sessions } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.login('ada'))
    const old = visitor.cookie
    await visitor.visit(async (session) => {
      await session.logout()
      session.flash('Bye!')
    })
    expect(visitor.cookie).not.toBe(old)
    const next = await visitor.visit((session) => [session.takeFlashes(), session.subject])
    expect(await next.json()).toEqual([[{ text: 'Bye!', category: 'message' }], null])
    expect(visitor.cookie).toBeUndefined()
  })

  it('is listed, revoked one by one and all at once', async () => {
    const { sessions } = appWith()
    const visitors = [new Visitor(sessions), new Visitor(sessions), new Visitor(sessions)] as const
    for (const visitor of visitors) await visitor.visit((session) => session.login('ada'))
    const { sessions: listed } = await sessions.list('ada')
    expect(listed).toHaveLength(3)
    const handle = await (await visitors[0].visit((session) => session.handle)).json()
    expect(await sessions.revoke(String(handle), { subject: 'eve' })).toBe(false)
    expect(await sessions.revoke(String(handle), { subject: 'ada' })).toBe(true)
    const gone = await visitors[0].visit((session) => session.subject)
    expect(await gone.text()).toBe('null')
    const ended = await visitors[1].visit((session) =>
      sessions.revokeAll('ada', { except: session }),
    )
    expect(await ended.text()).toBe('1')
    expect(await (await visitors[1].visit((session) => session.subject)).text()).toBe('"ada"')
    expect(await (await visitors[2].visit((session) => session.subject)).text()).toBe('null')
  })

  it('ends for everyone within the recheck interval', async () => {
    const { sessions, clock } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.login('ada'))
    await sessions.revokeEveryone()
    clock.at += 60
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('null')
    await visitor.visit((session) => session.login('ada'))
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('"ada"')
  })
})

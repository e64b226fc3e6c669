import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { counting } from './faults.ts'
import { appWith, type HandClock, secret, Visitor } from './visitors.ts'

const newer = 'newer-7d90ab35c1e84f62-newer-7d90ab35c1e84f62x'
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
const cookies = (response: Response) => response.headers.getSetCookie()
const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json()

/** A visitor whose ticket was regenerated, and the same visitor still with the ticket before it. */
async function regenerated() {
  const { sessions, clock, store } = appWith()
  const visitor = new Visitor(sessions)
  await visitor.visit((session) => session.login('ada'))
  const late = new Visitor(sessions, visitor.cookie)
  await visitor.visit((session) => session.regenerate())
  return { visitor, late, clock, store }
}

describe('the ticket before a regenerate, within the grace', () => {
  it('may change and read the session, and gets no cookie', async () => {
    const { visitor, late } = await regenerated()
    const answer = await late.visit((session) => session.set('note', 'late'))
    expect([answer.status, cookies(answer)]).toEqual([200, []])
    expect(await json(visitor.visit((session) => session.get('note')))).toBe('late')
  })

  it('is not sent again for a permanent session, or the visitor is logged out after it', async () => {
    const { late, visitor, clock } = await regenerated()
    const answer = await late.visit((session) => {
      session.permanent = true
    })
    // The browser keeps what came last.
    visitor.keep(answer)
    clock.at += 30
    expect(await json(visitor.visit((session) => session.subject))).toBe('ada')
  })

  it('is not sealed anew under a newer secret, or the visitor is logged out after it', async () => {
    const { late, visitor, clock, store } = await regenerated()
    const { sessions: rotated } = appWith({ store, secrets: [newer, secret] }, clock)
    const page = new Visitor(rotated, late.cookie)
    const answer = await page.visit((session) => session.subject, 200, navigation)
    visitor.keep(answer)
    clock.at += 30
    const after = new Visitor(rotated, visitor.cookie)
    expect(await json(after.visit((session) => session.subject))).toBe('ada')
  })

  it('ends the session by a logout, the newer ticket with it', async () => {
    const { late, visitor } = await regenerated()
    await late.visit((session) => session.logout())
    expect(await json(visitor.visit((session) => session.isNew))).toBe(true)
  })

  it('is worthless at once without a grace', async () => {
    const { sessions } = appWith({ regenerateGrace: 0 })
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.login('ada'))
    const late = new Visitor(sessions, visitor.cookie)
    await visitor.visit((session) => session.regenerate())
    expect(await json(late.visit((session) => session.isNew))).toBe(true)
    expect(await json(visitor.visit((session) => session.subject))).toBe('ada')
  })
})

describe('tickets that were made at the same time', () => {
  it('all hold after parallel regenerates, and the next one leaves its own', async () => {
    const { sessions, clock } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.login('ada'))
    const tabs = [1, 2, 3].map(() => new Visitor(sessions, visitor.cookie))
    await Promise.all(tabs.map((tab) => tab.visit((session) => session.regenerate())))
    clock.at += 30
    for (const tab of tabs) expect(await json(tab.visit((session) => session.subject))).toBe('ada')
    await tabs[0]?.visit((session) => session.regenerate())
    clock.at += 30
    const seen = await Promise.all(tabs.map((tab) => json(tab.visit((s) => s.subject))))
    expect(seen).toEqual(['ada', null, null])
  })

  it('both hold after a double click on the login, and another login ends both', async () => {
    const { sessions } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('note', 'anonymous'))
    const tabs = [1, 2].map(() => new Visitor(sessions, visitor.cookie))
    await Promise.all(tabs.map((tab) => tab.visit((session) => session.login('ada'))))
    for (const tab of tabs) expect(await json(tab.visit((session) => session.subject))).toBe('ada')
    expect((await sessions.list('ada')).sessions).toHaveLength(1)
    await tabs[0]?.visit((session) => session.login('ada'))
    expect(await json(visitor.visit((session) => session.subject))).toBe(null)
    expect(await json((tabs[1] ?? visitor).visit((session) => session.subject))).toBe(null)
  })

  it('never belong to two people: the slower of two different logins is refused', async () => {
    const { sessions } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('note', 'anonymous'))
    const beside = new Visitor(sessions, visitor.cookie)
    const slow = await visitor.visit(async (session) => {
      session.login('eve')
      await beside.visit((other) => other.login('ada'))
    })
    expect([slow.status, cookies(slow)]).toEqual([401, []])
    expect(await json(beside.visit((session) => session.subject))).toBe('ada')
    expect((await sessions.list('eve')).sessions).toEqual([])
  })
})

describe('a request with many tickets', () => {
  it('asks the store a few times, not once for each of them', async () => {
    const { store, take } = counting(memoryStore())
    const { sessions } = appWith({ store })
    const tickets: string[] = []
    for (let i = 0; i < 60; i += 1) {
      const visitor = new Visitor(sessions)
      await visitor.visit((session) => session.set('visits', i))
      tickets.push(visitor.cookie ?? '')
      await visitor.visit((session) => session.logout())
    }
    take()
    await new Visitor(sessions, tickets.join('; ')).visit((session) => session.get('visits'))
    expect(take().length).toBeLessThanOrEqual(10)
  })
})

describe('a session that was emptied', () => {
  it('stays ended for a process whose clock is behind', async () => {
    const clock: HandClock = { at: 1_700_000_000 }
    const behind: HandClock = { at: clock.at - 2 }
    const { sessions, store } = appWith({}, clock)
    const { sessions: slow } = appWith({ store }, behind)
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('note', 'x'))
    const beside = new Visitor(slow, visitor.cookie)
    const answer = await beside.visit(async (session) => {
      session.set('visits', 1)
      await visitor.visit((other) => other.delete('note'))
    })
    expect(answer.status).toBe(401)
    expect(await json(beside.visit((session) => session.isNew))).toBe(true)
  })
})

import type { SessionEvent } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import { appWith, secret, Visitor } from './visitors.ts'

const newer = 'newer-7d90ab35c1e84f62-newer-7d90ab35c1e84f62x'
const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

describe('a secret that is rotated, with a store', () => {
  it('logs nobody out, lists and revokes what the older one sealed', async () => {
    const { sessions, store, clock } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.login('ada'))
    const { sessions: rotated } = appWith({ store, secrets: [newer, secret] }, clock)
    const later = new Visitor(rotated, visitor.cookie)
    expect(await (await later.visit((session) => session.subject)).text()).toBe('"ada"')
    expect((await rotated.list('ada')).sessions).toHaveLength(1)
    expect(await rotated.revokeAll('ada')).toBe(1)
    expect(await (await later.visit((session) => session.subject)).text()).toBe('null')
  })

  it('has the ticket sealed anew on a top-level navigation, and not before', async () => {
    const { sessions, store, clock } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('visits', 1))
    const { sessions: rotated } = appWith({ store, secrets: [newer, secret] }, clock)
    const later = new Visitor(rotated, visitor.cookie)
    const script = await later.visit((session) => session.get('visits'))
    expect(script.headers.getSetCookie()).toEqual([])
    const page = await later.visit((session) => session.get('visits'), 200, navigation)
    expect(page.headers.getSetCookie()).toHaveLength(1)
    const { sessions: alone } = appWith({ store, secrets: newer }, clock)
    const last = new Visitor(alone, later.cookie)
    // The entry is still sealed under the older secret, which is kept for `absoluteTimeout`.
    expect(await (await last.visit((session) => session.isNew)).text()).toBe('true')
    const kept = new Visitor(rotated, later.cookie)
    expect(await (await kept.visit((session) => session.get('visits'))).text()).toBe('1')
  })
})

describe('what is done at once, after the head was sent', () => {
  it('is not reported as a change that came too late', async () => {
    const events: SessionEvent[] = []
    const { sessions } = appWith({ onEvent: (event) => events.push(event) })
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('visits', 1))
    const late = await visitor.stream(async (session) => {
      await session.update((data) => {
        data.visits = 2
      })
      return String(session.get('visits'))
    })
    expect(late).toBe('2')
    expect(await (await visitor.visit((session) => session.get('visits'))).text()).toBe('2')
    const out = await visitor.stream(async (session) => {
      await session.logout()
      return 'out'
    })
    expect(out).toBe('out')
    expect(await (await visitor.visit((session) => session.isNew)).text()).toBe('true')
    expect(events.filter(({ type }) => type === 'late-change')).toEqual([])
  })
})

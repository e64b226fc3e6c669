import type { Options } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { failing } from './faults.ts'
import { appWith, type Data, Visitor } from './visitors.ts'

async function loggedIn(options: Partial<Options<Data>> = {}) {
  const { store, down } = failing(memoryStore())
  const { sessions } = appWith({ ...options, store })
  const visitor = new Visitor(sessions)
  await visitor.visit((session) => session.login('ada'))
  return { visitor, down }
}

const cookies = (response: Response) => response.headers.getSetCookie()

describe('a store that cannot be read', () => {
  it('stops nobody who does not use the session', async () => {
    const { visitor, down } = await loggedIn()
    down.add('load')
    expect((await visitor.visit(() => 'fine')).status).toBe(200)
  })

  it('is an error at the first use, which leaves the cookie alone, and works when it is back', async () => {
    const { visitor, down } = await loggedIn()
    down.add('load')
    const answer = await visitor.visit((session) => session.subject)
    expect([answer.status, await answer.text()]).toEqual([503, 'ERR_STORE_UNAVAILABLE'])
    expect(cookies(answer)).toEqual([])
    down.clear()
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('"ada"')
  })

  it('makes visitors anonymous on demand, and writes nothing for them', async () => {
    const { visitor, down } = await loggedIn({ onStoreFailure: 'anonymous' })
    down.add('load')
    const answer = await visitor.visit((session) => {
      session.set('visits', 7)
      return session.subject
    })
    expect([answer.status, await answer.text(), cookies(answer)]).toEqual([200, 'null', []])
    const login = await visitor.visit((session) => session.login('eve'))
    expect([login.status, cookies(login)]).toEqual([503, []])
    down.clear()
    const after = await visitor.visit((session) => [session.subject, session.get('visits', 0)])
    expect(await after.json()).toEqual(['ada', 0])
  })
})

describe('a store that cannot be written', () => {
  it.each([
    ['a change', 'update', (visitor: Visitor) => visitor.visit((s) => s.set('visits', 1))],
    ['an update', 'update', (visitor: Visitor) => visitor.visit((s) => s.update(() => {}))],
    ['a login', 'update', (visitor: Visitor) => visitor.visit((s) => s.login('ada'))],
    ['a regenerate', 'update', (visitor: Visitor) => visitor.visit((s) => s.regenerate())],
    ['a login', 'notBefore', (visitor: Visitor) => visitor.visit((s) => s.login('ada'))],
    [
      'a new session',
      'create',
      (visitor: Visitor) => new Visitor(visitor.app).visit((s) => s.set('visits', 1)),
    ],
  ] as const)('makes %s that needs %s an error, and sends no cookie', async (_what, verb, act) => {
    const { visitor, down } = await loggedIn()
    down.add(verb)
    const answer = await act(visitor)
    expect([answer.status, cookies(answer)]).toEqual([503, []])
  })

  it('still takes the cookie away at a logout, on an error answer', async () => {
    const { visitor, down } = await loggedIn()
    down.add('delete')
    const answer = await visitor.visit((session) => session.logout())
    expect(answer.status).toBe(503)
    expect(cookies(answer)).toEqual([expect.stringContaining('Max-Age=0')])
  })
})

describe('an answer of a server error, with a store', () => {
  it('keeps no login, data, message or new ticket', async () => {
    const { visitor } = await loggedIn()
    const answer = await visitor.visit((session) => {
      session.login('eve')
      session.set('visits', 9)
      session.flash('no')
      session.permanent = true
    }, 500)
    expect(cookies(answer)).toEqual([])
    const after = await visitor.visit((s) => [s.subject, s.get('visits', 0), s.takeFlashes()])
    expect(await after.json()).toEqual(['ada', 0, []])
  })

  it('carries out a logout', async () => {
    const { visitor } = await loggedIn()
    const copy = new Visitor(visitor.app, visitor.cookie)
    const answer = await visitor.visit((session) => session.logout(), 500)
    expect(cookies(answer)).toEqual([expect.stringContaining('Max-Age=0')])
    expect(await (await copy.visit((session) => session.subject)).text()).toBe('null')
  })

  it('keeps an update that resolved, and sends the ticket of the session it created', async () => {
    const { sessions } = appWith()
    const visitor = new Visitor(sessions)
    const answer = await visitor.visit(async (session) => {
      await session.update((data) => {
        data.visits = 1
      })
      session.set('note', 'dropped')
    }, 500)
    expect(cookies(answer)).toHaveLength(1)
    const after = await visitor.visit((session) => session.data)
    expect(await after.json()).toEqual({ visits: 1 })
  })
})

describe('a superseded ticket', () => {
  async function superseded() {
    const { sessions } = appWith()
    const visitor = new Visitor(sessions)
    await visitor.visit((session) => session.set('visits', 1))
    const old = new Visitor(sessions, visitor.cookie)
    await visitor.visit((session) => session.login('ada'))
    return { visitor, old }
  }

  it('opens an empty session that is never written and sets no cookie', async () => {
    const { visitor, old } = await superseded()
    const answer = await old.visit((session) => {
      session.set('visits', 5)
      return session.isNew
    })
    expect([await answer.text(), cookies(answer)]).toEqual(['true', []])
    expect(await (await visitor.visit((session) => session.get('visits'))).text()).toBe('1')
    const update = await old.visit((session) => session.update(() => {}))
    expect([update.status, await update.text()]).toEqual([401, 'ERR_SESSION_ENDED'])
  })

  it('may end the session', async () => {
    const { visitor, old } = await superseded()
    const answer = await old.visit((session) => session.logout())
    expect(cookies(answer)).toEqual([expect.stringContaining('Max-Age=0')])
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('null')
  })

  it('may log in anew, as a session of its own', async () => {
    const { visitor, old } = await superseded()
    await old.visit((session) => session.login('eve'))
    expect(await (await old.visit((session) => session.subject)).text()).toBe('"eve"')
    expect(await (await visitor.visit((session) => session.subject)).text()).toBe('"ada"')
  })
})

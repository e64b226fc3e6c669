import type { Session } from 'coatcheck'
import { session as ambient, runWithSession } from 'coatcheck/ambient'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { rounds } from '../tier.ts'
import { appWith, Visitor } from './visitors.ts'

const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json()
const cookies = (response: Response) => response.headers.getSetCookie()

/** Two processes on one store. */
function processes() {
  const { sessions: one, store, clock } = appWith()
  return { one, other: appWith({ store }, clock).sessions, clock }
}

describe('a login that a revocation overtakes', () => {
  it.each([
    ['revokeAll', (app: ReturnType<typeof appWith>['sessions']) => app.revokeAll('ada')],
    ['revokeEveryone', (app: ReturnType<typeof appWith>['sessions']) => app.revokeEveryone()],
  ])('is refused, whoever the visitor was before: %s', async (_name, revoke) => {
    const { one, other } = processes()
    const known = new Visitor(one)
    await known.visit((session) => session.set('note', 'anonymous'))
    for (const visitor of [known, new Visitor(one)]) {
      const old = new Visitor(one, visitor.cookie)
      const answer = await visitor.visit(async (session) => {
        session.login('ada')
        await revoke(other)
      })
      expect([answer.status, await answer.text(), cookies(answer)]).toEqual([
        401,
        'ERR_SESSION_ENDED',
        [],
      ])
      expect(await json(old.visit((session) => session.isNew))).toBe(true)
    }
    expect((await other.list('ada')).sessions).toEqual([])
  })

  it('is refused although it began in the same millisecond', async () => {
    const store = memoryStore()
    const now = () => 1_700_000_000
    const { sessions: one } = appWith({ store, now })
    const { sessions: other } = appWith({ store, now })
    await one.list('nobody')
    const outlived: number[] = []
    for (let round = 0; round < rounds(100, 1_000); round += 1) {
      const subject = `racer-${round}`
      const tick = Date.now()
      while (Date.now() === tick);
      const begin = performance.now()
      while (performance.now() - begin < 0.4);
      await new Visitor(one).visit(async (session) => {
        session.login(subject)
        await other.revokeAll(subject)
        const stamped = Date.now()
        while (Date.now() === stamped);
      })
      if ((await one.list(subject)).sessions.length > 0) outlived.push(round)
    }
    expect(outlived).toEqual([])
  })
})

describe('a login after a revocation', () => {
  it.each([
    ['revokeAll', (app: ReturnType<typeof appWith>['sessions']) => app.revokeAll('ada')],
    ['revokeEveryone', (app: ReturnType<typeof appWith>['sessions']) => app.revokeEveryone()],
  ])(
    'is let in by the process that made it, in the same millisecond: %s',
    async (_name, revoke) => {
      // The store's clock stands still here.
      const { one, other } = processes()
      await revoke(one)
      const visitor = new Visitor(one)
      const answer = await visitor.visit((session) => session.login('ada'))
      expect(answer.status).toBe(200)
      expect(await json(visitor.visit((session) => session.subject))).toBe('ada')

      await revoke(other)
      const late = await new Visitor(one).visit((session) => session.login('ada'))
      expect(late.status).toBe(401)
    },
  )

  it('that began while the revocation was under way is refused', async () => {
    const { one } = processes()
    const answer = await new Visitor(one).visit(async (session) => {
      await one.revokeAll('ada')
      await one.revokeEveryone()
      session.login('ada')
    })
    expect(answer.status).toBe(401)
  })
})

describe('a request that revokes and logs in', () => {
  it('goes on where it excepts its own session, and ends the others', async () => {
    const { one, other } = processes()
    const elsewhere = new Visitor(other)
    await elsewhere.visit((session) => session.login('ada'))
    const visitor = new Visitor(one)
    const answer = await visitor.visit(async (session) => {
      await one.revokeAll('ada', { except: session })
      session.login('ada')
    })
    expect(answer.status).toBe(200)
    expect(await json(visitor.visit((session) => session.subject))).toBe('ada')
    expect(await json(elsewhere.visit((session) => session.isNew))).toBe(true)
  })

  it('goes on where the session it excepts is the ambient one', async () => {
    const { one } = processes()
    const visitor = new Visitor(one)
    const answer = await visitor.visit((session) =>
      // The ambient session is that of the whole program, which these tests give no data of their own.
      runWithSession(session as unknown as Session, async () => {
        session.login('ada')
        await one.revokeAll('ada', { except: ambient as unknown as typeof session })
      }),
    )
    expect(answer.status).toBe(200)
    expect(await json(visitor.visit((session) => session.subject))).toBe('ada')
  })

  it('ends too where it excepts nothing', async () => {
    const { one } = processes()
    const answer = await new Visitor(one).visit(async (session) => {
      await one.revokeAll('ada')
      session.login('ada')
    })
    expect([answer.status, (await one.list('ada')).sessions]).toEqual([401, []])
  })

  it('does not outlive somebody else’s revocation after its own', async () => {
    const { one, other } = processes()
    const answer = await new Visitor(one).visit(async (session) => {
      await one.revokeAll('ada', { except: session })
      session.login('ada')
      await other.revokeAll('ada')
    })
    expect([answer.status, (await one.list('ada')).sessions]).toEqual([401, []])
  })

  it('does not outlive the revocation of everyone in the millisecond of its own', async () => {
    // The store's clock stands still here.
    const { one, other } = processes()
    const answer = await new Visitor(one).visit(async (session) => {
      await one.revokeAll('ada', { except: session })
      session.login('ada')
      await other.revokeEveryone()
    })
    expect(answer.status).toBe(401)
  })

  it('does not outlive the revocation of its subject in the millisecond of another’s', async () => {
    const { one, other } = processes()
    const answer = await new Visitor(one).visit(async (session) => {
      await one.revokeAll('eve', { except: session })
      session.login('ada')
      await other.revokeAll('ada')
    })
    expect([answer.status, (await one.list('ada')).sessions]).toEqual([401, []])
  })
})

describe('revokeEveryone', () => {
  it('lets a login afterwards hold in a process that has not heard of it', async () => {
    const { one, other, clock } = processes()
    const visitor = new Visitor(one)
    await visitor.visit((session) => session.set('note', 'x'))
    await other.revokeEveryone()
    clock.at += 1
    const answer = await visitor.visit((session) => session.login('ada'))
    expect(answer.status).toBe(200)
    clock.at += 60
    expect(await json(visitor.visit((session) => session.subject))).toBe('ada')
    expect((await one.list('ada')).sessions).toHaveLength(1)
  })

  it('takes what it ended off the list', async () => {
    const { one, other, clock } = processes()
    await new Visitor(one).visit((session) => session.login('ada'))
    await other.revokeEveryone()
    expect((await other.list('ada')).sessions).toEqual([])
    clock.at += 60
    expect((await one.list('ada')).sessions).toEqual([])
  })
})

describe('list', () => {
  it('gives every session once by pages, also those under an older secret', async () => {
    const newer = 'newer-7d90ab35c1e84f62-newer-7d90ab35c1e84f62x'
    const older = 'stored-5b1e0f7c92d84a63-stored-5b1e0f7c92d84a63'
    const { sessions: before, store, clock } = appWith()
    const { sessions } = appWith({ store, secrets: [newer, older] }, clock)
    for (const app of [before, before, before, sessions, sessions]) {
      await new Visitor(app).visit((session) => session.login('ada'))
    }
    await new Visitor(sessions).visit((session) => session.login('eve'))
    const all = (await sessions.list('ada')).sessions.map(({ handle }) => handle).sort()
    for (const limit of [1, 2, 3, 4, 5]) {
      const found: string[] = []
      let after: string | undefined
      do {
        const page = await sessions.list('ada', { limit, after })
        expect(page.sessions.length).toBeLessThanOrEqual(limit)
        found.push(...page.sessions.map(({ handle }) => handle))
        after = page.next
      } while (after !== undefined)
      expect(found.sort()).toEqual(all)
    }
    expect(new Set(all).size).toBe(5)
  })

  it.each([
    { limit: 0 },
    { limit: 1_001 },
    { limit: 1.5 },
    { limit: Number.NaN },
    { after: 'nonsense' },
    { after: '0.short' },
    { after: `-1.${'a'.repeat(43)}` },
  ])('refuses the page %o', async (page) => {
    const { one } = processes()
    await expect(one.list('ada', page)).rejects.toMatchObject({ code: 'ERR_OPTIONS' })
  })
})

describe('revoke', () => {
  it.each(['', 'x', 'a'.repeat(44), `${'a'.repeat(42)}*`, '../../x', 'a'.repeat(43)])(
    'ends nothing for the handle %j',
    async (handle) => {
      const { one } = processes()
      expect(await one.revoke(handle, { subject: 'ada' })).toBe(false)
    },
  )

  it('ends a session of an older secret, and none of somebody else', async () => {
    const newer = 'newer-7d90ab35c1e84f62-newer-7d90ab35c1e84f62x'
    const older = 'stored-5b1e0f7c92d84a63-stored-5b1e0f7c92d84a63'
    const { sessions: before, store, clock } = appWith()
    const { sessions } = appWith({ store, secrets: [newer, older] }, clock)
    const visitor = new Visitor(before)
    await visitor.visit((session) => session.login('ada'))
    const handle = String(await json(visitor.visit((session) => session.handle)))
    expect(await sessions.revoke(handle, { subject: 'eve' })).toBe(false)
    expect(await sessions.revoke(handle, { subject: 'ada' })).toBe(true)
    expect(await sessions.revoke(handle, { subject: 'ada' })).toBe(false)
  })
})

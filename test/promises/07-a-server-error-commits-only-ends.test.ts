import { createSessions, type Session } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { describe, expect, it, vi } from 'vitest'
import { clockAt, navigation, secretA, secureName, type Visitor, visitorOf } from './visitor.ts'

interface Data {
  visits: number
  note: string
}

async function known(): Promise<Visitor<Data>> {
  const visitor = visitorOf(createSessions<Data>({ secrets: secretA }))
  await visitor.visit((session) => {
    session.set('visits', 1)
    session.flash('Hello')
  })
  return visitor
}

const dropped: Record<string, (session: Session<Data>) => unknown> = {
  data: (session) => session.set('visits', 2),
  'nested data': (session) => Object.assign(session.data, { note: 'x' }),
  login: (session) => session.login('ada'),
  regenerate: (session) => session.regenerate(),
  permanent: (session) => {
    session.permanent = true
  },
  flash: (session) => session.flash('Again'),
  'taken messages': (session) => session.takeFlashes(),
  'an update, which without a store is a change like any other': (session) =>
    session.update((data) => {
      data.visits = 2
    }),
}

describe.each([500, 502, 503, 599])('a %i answer', (status) => {
  it.each(Object.entries(dropped))('commits nothing: %s', async (_what, handle) => {
    const visitor = await known()
    const sealed = visitor.jar.get(secureName)
    expect((await visitor.visit(handle, { status })).lines).toEqual([])
    expect(visitor.jar.get(secureName)).toBe(sealed)
  })

  it('carries the deletion of a session that was logged out', async () => {
    const visitor = await known()
    const { lines } = await visitor.visit((session) => session.logout(), { status })
    expect(lines).toHaveLength(1)
    expect(visitor.jar.size).toBe(0)
  })

  it('carries the deletion of a session that was cleared and filled again', async () => {
    const visitor = await known()
    await visitor.visit(
      (session) => {
        session.clear()
        session.flash('Bye')
      },
      { status },
    )
    expect(visitor.jar.size).toBe(0)
  })

  it('carries the deletion of a session that was emptied', async () => {
    const visitor = await known()
    await visitor.visit(
      (session) => {
        session.delete('visits')
        session.takeFlashes()
      },
      { status },
    )
    expect(visitor.jar.size).toBe(0)
  })

  it('carries the deletion of a refused cookie that was logged out', async () => {
    const jar = new Map([[secureName, 'x'.repeat(100)]])
    const visitor = visitorOf(createSessions<Data>({ secrets: secretA }), undefined, jar)
    await visitor.visit((session) => session.logout(), { status })
    expect(jar.size).toBe(0)
  })
})

describe('a 5xx answer', () => {
  it('drops a touch that is due', async () => {
    const clock = clockAt(1_800_000_000)
    const visitor = visitorOf(createSessions<Data>({ secrets: secretA, now: clock.now }))
    await visitor.visit((session) => session.set('visits', 1))
    clock.turn(3_600)
    const around = { status: 500, request: navigation }
    expect((await visitor.visit((session) => session.get('visits'), around)).lines).toEqual([])
  })

  it('does not fail for data that could not be kept anyway', async () => {
    const visitor = await known()
    const { error, status } = await visitor.visit(
      (session) => Object.assign(session.data, { note: () => 'x' }),
      { status: 503 },
    )
    expect(error).toBeUndefined()
    expect(status).toBe(503)
  })

  it('does not end a session that was only read, whatever the schema strips of it', async () => {
    const { z } = await import('zod')
    const writer = visitorOf(createSessions<{ visits: number }>({ secrets: secretA }))
    await writer.visit((session) => session.set('visits', 1))
    const schema = z.object({ note: z.string().optional() })
    const reader = visitorOf(
      createSessions<{ note: string }>({ secrets: secretA, schema }),
      undefined,
      writer.jar,
    )
    const { lines } = await reader.visit((session) => session.get('note'), { status: 500 })
    expect(lines).toEqual([])
  })

  it('counts a thrown error, too: changes are dropped, ends go out', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {})
    const sessions = createSessions<Data>({ secrets: secretA })
    const { jar } = await known()
    const cookie = `${secureName}=${jar.get(secureName)}`
    const answer = async (handle: (session: Session<Data>) => unknown): Promise<Response> => {
      const failing = withSession(sessions, async (_request, session) => {
        await handle(session)
        throw new Error('The handler failed')
      })
      return failing(new Request('https://shop.example/', { headers: { cookie } }))
    }
    const changed = await answer((session) => session.login('ada'))
    const ended = await answer((session) => session.logout())
    vi.restoreAllMocks()
    expect(changed.status).toBe(500)
    expect(changed.headers.getSetCookie()).toEqual([])
    expect(ended.status).toBe(500)
    expect(ended.headers.getSetCookie()).toEqual([expect.stringContaining('Max-Age=0')])
  })

  it('leaves the visitor logged in when a change was refused', async () => {
    const visitor = await known()
    const { error, status, lines } = await visitor.visit((session) =>
      session.set('note', 'x'.repeat(5_000)),
    )
    expect(error?.code).toBe('ERR_COOKIE_TOO_LARGE')
    expect(status).toBe(500)
    expect(lines).toEqual([])
    expect((await visitor.visit((session) => session.get('visits'))).value).toBe(1)
  })
})

describe.each([200, 204, 302, 304, 400, 401, 404, 499])('a %i answer', (status) => {
  it('commits', async () => {
    const visitor = await known()
    await visitor.visit((session) => session.login('ada'), { status })
    expect((await visitor.visit((session) => session.subject)).value).toBe('ada')
  })
})

import { withSession } from 'coatcheck/adapters/web'
import { describe, expect, it } from 'vitest'
import { appWith, type Handler, Visitor } from './visitors.ts'

const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json()
const cookies = (response: Response) => response.headers.getSetCookie()

/** Answers 500 by a stream, in which the second handler runs after the head went out. */
async function failingStream(visitor: Visitor, inHead: Handler, inBody: Handler) {
  const app = withSession(visitor.app, async (_request, session) => {
    await inHead(session)
    const body = new ReadableStream(
      {
        async pull(controller) {
          await inBody(session)
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    return new Response(body, { status: 500 })
  })
  const headers: Record<string, string> =
    visitor.cookie === undefined ? {} : { cookie: visitor.cookie }
  const response = await app(new Request('https://shop.example/', { headers }))
  visitor.keep(response)
  await response.text()
  return response
}

const increment: Handler = (session) =>
  session.update((data) => {
    data.visits = (data.visits ?? 0) + 1
  })

describe('an answer of a server error whose body goes on', () => {
  async function known() {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.set('note', 'before'))
    return visitor
  }

  it('keeps an update of its body, and not the data that the error dropped', async () => {
    const visitor = await known()
    await failingStream(visitor, (session) => session.set('note', 'dropped'), increment)
    expect(await json(visitor.visit((session) => session.data))).toEqual({
      note: 'before',
      visits: 1,
    })
  })

  it('keeps an update of its body, and not the login that the error dropped', async () => {
    const visitor = await known()
    await failingStream(visitor, (session) => session.login('eve'), increment)
    const after = await json(visitor.visit((s) => [s.subject, s.get('note'), s.get('visits')]))
    expect(after).toEqual([null, 'before', 1])
  })

  it('keeps an update of its body, and not the new ticket that the error dropped', async () => {
    const visitor = await known()
    const answer = await failingStream(visitor, (session) => session.regenerate(), increment)
    expect(cookies(answer)).toEqual([])
    expect(await json(visitor.visit((session) => session.get('visits')))).toBe(1)
  })

  it('carries out a logout of its body at once', async () => {
    const visitor = await known()
    await failingStream(
      visitor,
      () => {},
      (session) => session.logout(),
    )
    expect(await json(visitor.visit((session) => session.isNew))).toBe(true)
  })
})

describe('an answer of a server error that emptied the session', () => {
  it('ends it, and drops everything else even when somebody else filled it', async () => {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.set('note', 'mine'))
    const beside = new Visitor(visitor.app, visitor.cookie)
    const answer = await visitor.visit(async (session) => {
      session.delete('note')
      session.regenerate()
      session.permanent = true
      await beside.visit((other) => other.set('visits', 1))
    }, 500)
    expect(cookies(answer)).toEqual([])
    expect(await json(visitor.visit((s) => [s.permanent, s.get('visits')]))).toEqual([false, 1])
  })
})

describe('isLive()', () => {
  it('says no once the session was ended, by this stream or by somebody else', async () => {
    const visitor = new Visitor(appWith().sessions)
    await visitor.visit((session) => session.login('ada'))
    const own = await visitor.stream(async (session) => {
      await session.logout()
      return String(await session.isLive())
    })
    expect(own).toBe('false')
    const another = new Visitor(visitor.app)
    await another.visit((session) => session.login('ada'))
    const other = await another.stream(async (session) => {
      await visitor.app.revokeAll('ada')
      return String(await session.isLive())
    })
    expect(other).toBe('false')
  })
})

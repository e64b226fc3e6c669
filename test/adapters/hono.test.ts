/** Sessions in Hono, by its own way of calling an app: a `Request` in, a `Response` out. */

import type { Session, SessionEvent, Sessions } from 'coatcheck'
import { guard, honoSession, type SessionVariables } from 'coatcheck/adapters/hono'
import { requireLogin } from 'coatcheck/guards/login'
import { memoryStore } from 'coatcheck/stores/memory'
import { type Context, Hono } from 'hono'
import { setCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { stream, streamSSE } from 'hono/streaming'
import { describe, expect, it, vi } from 'vitest'
import {
  type Data,
  delayed,
  deletes,
  makeSessions,
  request,
  sessionCookies,
  site,
  unavailable,
  unreachable,
  unreadable,
  unwritable,
} from '../adapters-web/sessions.ts'
import { expectQuietProcess } from './process-errors.ts'
import { signal } from './servers.ts'

type Env = { Variables: SessionVariables<Data> }
type Handle = (c: Context<Env>, session: Session<Data>) => Response | Promise<Response>

interface Visited {
  /** Sends a request to the only page, with the cookies of earlier answers. */
  readonly visit: (...earlier: readonly Response[]) => Promise<Response>
  /** What `app.onError` was told of. */
  readonly errors: readonly unknown[]
}

const login = (session: Session<Data>): void => {
  session.login('ada')
  session.set('userId', 1)
}

/** An app of one page, which logs in before it answers. */
function appOf(sessions: Sessions<Data>, handle: Handle, page?: (c: Context) => Response): Visited {
  const errors: unknown[] = []
  const app = new Hono<Env>()
  app.onError((error, c) => {
    errors.push(error)
    return page === undefined ? c.text('an error page') : page(c)
  })
  app.use(honoSession(sessions))
  app.all('/', (c) => {
    const session = c.get('session')
    login(session)
    return handle(c, session)
  })
  return { errors, visit: async (...earlier) => app.fetch(request('/', ...earlier)) }
}

const loggedIn = (sessions: Sessions<Data>): Promise<Response> =>
  appOf(sessions, (c) => c.text('in')).visit()

const sse = (c: Context): Response =>
  streamSSE(c, async (events) => {
    await events.writeSSE({ data: 'one' })
    await events.writeSSE({ data: 'two' })
  })

describe.each([
  ['at once', makeSessions],
  ['after a while', () => delayed(makeSessions())],
  ['to a store', () => makeSessions({ store: memoryStore() })],
])('an answer of Hono, committed %s', (_mode, make) => {
  expectQuietProcess()

  it('counts visits', async () => {
    const sessions = make()
    const app = new Hono().use(honoSession(sessions)).get('/', (c) => {
      const session = c.get('session')
      session.set('visits', session.get('visits', 0) + 1)
      return c.text(`You have visited ${c.var.session.get('visits')} times`)
    })
    const first = await app.fetch(request('/'))
    const second = await app.fetch(request('/', first))
    expect(await first.text()).toBe('You have visited 1 times')
    expect(await second.text()).toBe('You have visited 2 times')
  })

  it.each<[string, Handle, number, string]>([
    ['a text', (c) => c.text('hello'), 200, 'hello'],
    ['JSON', (c) => c.json({ a: 1 }), 200, '{"a":1}'],
    ['a redirect', (c) => c.redirect('/elsewhere', 303), 303, ''],
    ['an immutable redirect', () => Response.redirect(`${site}/elsewhere`, 303), 303, ''],
    ['what fetch gave', () => fetch('data:text/plain,passed%20on'), 200, 'passed on'],
    ['204', (c) => c.body(null, 204), 204, ''],
    ['304', (c) => c.body(null, 304), 304, ''],
    ['not found', (c) => c.notFound(), 404, '404 Not Found'],
    [
      'a stream',
      (c) => stream(c, async (out) => void (await out.write('bit by bit'))),
      200,
      'bit by bit',
    ],
    ['events', sse, 200, 'data: one\n\ndata: two\n\n'],
  ])('arrives with its session: %s', async (_what, handle, status, body) => {
    const { visit, errors } = appOf(make(), handle)
    const answer = await visit()
    expect([answer.status, await answer.text()]).toEqual([status, body])
    expect(sessionCookies(answer)).toHaveLength(1)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(errors).toEqual([])
  })

  it("keeps the app's own cookies", async () => {
    const { visit } = appOf(make(), (c) => {
      setCookie(c, 'theme', 'dark')
      setCookie(c, 'lang', 'en')
      return c.text('hello')
    })
    const [theme, lang, ours, ...more] = (await visit()).headers.getSetCookie()
    expect([theme, lang]).toEqual(['theme=dark; Path=/', 'lang=en; Path=/'])
    expect(ours).toMatch(/^__Host-Http-session=/)
    expect(more).toEqual([])
  })

  it('keeps nothing of a 5xx but ends', async () => {
    const sessions = make()
    const changed = await appOf(sessions, (c) => c.text('broken', 502)).visit()
    expect(changed.headers.getSetCookie()).toEqual([])
    const ended = await appOf(sessions, async (c, session) => {
      await session.logout()
      return c.text('broken', 502)
    }).visit(await loggedIn(sessions))
    expect(ended.status).toBe(502)
    expect(deletes(ended)).toBe(true)
  })

  it('keeps nothing of a handler that throws but ends', async () => {
    const sessions = make()
    const page = (c: Context): Response => c.text('an error page', 500)
    const changed = appOf(sessions, () => raise(new Error('a bug')), page)
    expect((await changed.visit()).headers.getSetCookie()).toEqual([])
    expect(changed.errors).toEqual([new Error('a bug')])
    const ended = appOf(
      sessions,
      async (_c, session) => {
        await session.logout()
        return raise(new Error('a bug'))
      },
      page,
    )
    const answer = await ended.visit(await loggedIn(sessions))
    expect([answer.status, await answer.text()]).toEqual([500, 'an error page'])
    expect(deletes(answer)).toBe(true)
  })

  it('keeps what a handler did that throws a 4xx', async () => {
    const app = new Hono<Env>().use(honoSession(make()))
    app.get('/', (c) => {
      login(c.get('session'))
      throw new HTTPException(409, { message: 'taken' })
    })
    const answer = await app.fetch(request('/'))
    expect([answer.status, await answer.text()]).toEqual([409, 'taken'])
    expect(sessionCookies(answer)).toHaveLength(1)
  })

  it('refuses changes while its body streams', async () => {
    const sent = signal()
    let late: unknown
    const { visit } = appOf(make(), (c, session) =>
      stream(c, async (out) => {
        await out.write('begun')
        await sent.given
        try {
          session.set('visits', 1)
        } catch (error) {
          late = error
        }
      }),
    )
    const answer = await visit()
    sent.give()
    await answer.text()
    expect(late).toMatchObject({ code: 'ERR_HEADERS_SENT' })
  })
})

describe('a commit to Hono that fails', () => {
  expectQuietProcess()

  const choosesNone = (c: Context): Response => c.text('an error page')

  it('gives its error to app.onError once, which answers instead', async () => {
    const { visit, errors } = appOf(
      unwritable(makeSessions()),
      (c) => {
        c.header('Location', '/never')
        return c.json({ never: 'seen' }, { status: 201, headers: { 'X-Mine': '1' } })
      },
      choosesNone,
    )
    const answer = await visit()
    expect([answer.status, await answer.text()]).toEqual([503, 'an error page'])
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(answer.headers.get('x-mine')).toBe(null)
    expect(errors).toEqual([unavailable()])
  })

  it('is no success, whatever app.onError says', async () => {
    const { visit } = appOf(
      unwritable(makeSessions()),
      (c) => c.text('never seen'),
      (c) => c.text('all is well', 200),
    )
    const answer = await visit()
    expect([answer.status, await answer.text()]).toEqual([500, 'all is well'])
  })

  it('is answered by Hono itself where there is no app.onError', async () => {
    const complaint = vi.spyOn(console, 'error').mockImplementation(() => {})
    const app = new Hono<Env>().use(honoSession(unwritable(makeSessions())))
    app.get('/', (c) => {
      login(c.get('session'))
      return c.text('never seen')
    })
    const answer = await app.fetch(request('/'))
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error'])
    expect(complaint).toHaveBeenCalledWith(unavailable())
    complaint.mockRestore()
  })

  it('ends the body that is not sent', async () => {
    const cancelled = vi.fn()
    const { visit } = appOf(unwritable(makeSessions()), (c) =>
      c.body(new ReadableStream({ cancel: cancelled })),
    )
    expect((await visit()).status).toBe(503)
    expect(cancelled).toHaveBeenCalledOnce()
  })

  it.each([
    ['a change', unwritable],
    ['anything', unreachable],
  ])('takes the cookie away after a logout when %s cannot be written', async (_what, around) => {
    const sessions = makeSessions()
    const { visit, errors } = appOf(around(sessions), async (c, session) => {
      await session.logout()
      return c.text('bye')
    })
    const answer = await visit(await loggedIn(sessions))
    expect([answer.status, await answer.text()]).toEqual([503, 'an error page'])
    expect(sessionCookies(answer)).toHaveLength(1)
    expect(deletes(answer)).toBe(true)
    expect(answer.headers.get('cache-control')).toBe('private, no-store')
    expect(errors).toHaveLength(1)
  })

  it('answers 500 for a session that fits no cookie', async () => {
    const { visit, errors } = appOf(makeSessions(), (c, session) => {
      session.set('note', 'x'.repeat(5_000))
      return c.text('saved')
    })
    expect((await visit()).status).toBe(500)
    expect(errors).toMatchObject([{ code: 'ERR_COOKIE_TOO_LARGE' }])
  })

  it('is told apart from an opening that fails, which also reaches app.onError once', async () => {
    const { visit, errors } = appOf(unreadable(makeSessions()), (c) => c.text('never seen'))
    await visit()
    expect(errors).toEqual([unavailable()])
  })
})

describe('a handler of Hono that gives no answer', () => {
  expectQuietProcess()

  it.each<[string, Handle]>([
    ['throws what is no error', () => raise('a text')],
    // A program without types can do that.
    ['answers nothing', () => undefined as unknown as Response],
  ])('has its ends carried out when it %s', async (_how, answer) => {
    const sessions = makeSessions({ store: memoryStore() })
    const earlier = await loggedIn(sessions)
    const { visit } = appOf(
      sessions,
      async (c, session) => {
        await session.logout()
        return answer(c, session)
      },
      (c) => c.text('an error page', 500),
    )
    await visit(earlier).catch((error) => expect(error).toBe('a text'))
    const app = new Hono().use(honoSession(sessions)).get('/', (c) => {
      return c.text(String(c.get('session').subject))
    })
    expect(await (await app.fetch(request('/', earlier))).text()).toBe('null')
  })
})

describe('honoSession', () => {
  expectQuietProcess()

  it('keeps nothing of a handler that answers nothing', async () => {
    const events: SessionEvent[] = []
    const sessions = makeSessions({ onEvent: (event) => events.push(event) })
    // A program without types can do that.
    const nothing = (): Response => undefined as unknown as Response
    const { visit, errors } = appOf(sessions, nothing, (c) => c.text('an error page', 500))
    expect((await visit()).status).toBe(500)
    expect(errors).toHaveLength(1)
    expect(events.map(({ type }) => type)).toEqual(['opened'])
  })

  it('opens once when an app and one mounted in it both use it', async () => {
    let count = 0
    const real = makeSessions()
    const sessions: Sessions<Data> = {
      ...real,
      open(exchange) {
        count += 1
        return real.open(exchange)
      },
    }
    const inner = new Hono().use(honoSession(sessions)).get('/', (c) => {
      login(c.get('session'))
      return c.text('in')
    })
    const app = new Hono().use(honoSession(sessions)).route('/inner', inner)
    const answer = await app.fetch(request('/inner'))
    expect(sessionCookies(answer)).toHaveLength(1)
    expect(count).toBe(1)
  })

  it('hands the very response on when the session was left alone', async () => {
    const response = new Response('hello')
    const app = new Hono().use(honoSession(makeSessions())).get('/', () => response)
    const answer = await app.fetch(request('/'))
    expect(answer).toBe(response)
  })

  it('never gives the cookie of one visitor to others who get the same answer', async () => {
    const shared = new Response(null, { status: 204 })
    const app = new Hono<Env>().use(honoSession(makeSessions()))
    app.get('/login', (c) => {
      login(c.get('session'))
      return shared
    })
    app.get('/', () => shared)
    expect(sessionCookies(await app.fetch(request('/login')))).toHaveLength(1)
    expect((await app.fetch(request('/'))).headers.getSetCookie()).toEqual([])
    expect(shared.headers.getSetCookie()).toEqual([])
  })

  it('hands the very response on when the session was only read', async () => {
    const sessions = makeSessions()
    const response = new Response('hello')
    const app = new Hono<Env>().use(honoSession(sessions)).get('/', (c) => {
      c.get('session').get('userId')
      return response
    })
    const answer = await app.fetch(request('/', await loggedIn(sessions)))
    expect(answer).toBe(response)
    expect(answer.headers.get('vary')).toBe('Cookie')
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('gives the session to pages that are not there, and to HEAD', async () => {
    const app = new Hono<Env>().use(honoSession(makeSessions()))
    app.notFound((c) => {
      login(c.get('session'))
      return c.text('not here', 404)
    })
    const missing = await app.fetch(request('/nowhere'))
    expect(sessionCookies(missing)).toHaveLength(1)
    const head = await app.fetch(new Request(`${site}/nowhere`, { method: 'HEAD' }))
    expect([head.status, await head.text()]).toEqual([404, ''])
    expect(sessionCookies(head)).toHaveLength(1)
  })

  it.each([
    ['this machine', '127.0.0.1', /^session=/],
    ['another machine', '203.0.113.9', /^__Host-Http-session=.*; Secure/],
  ])('names the cookie for %s as the app tells the peer', async (_who, address, expected) => {
    const options = { peerAddress: (c: Context) => c.req.header('x-peer') }
    const app = new Hono().use(honoSession(makeSessions(), options)).get('/', (c) => {
      login(c.get('session'))
      return c.text('in')
    })
    const headers = { 'x-peer': address }
    const answer = await app.fetch(new Request('http://localhost:3000/', { headers }))
    expect(answer.headers.getSetCookie()[0]).toMatch(expected)
  })

  it('reports a change that came too late', async () => {
    const events: SessionEvent[] = []
    const sessions = makeSessions({ onEvent: (event) => events.push(event) })
    const sent = signal()
    const { visit } = appOf(sessions, (c, session) => {
      const cart = session.setDefault('cart', {})
      return stream(c, async (out) => {
        await out.write('begun')
        await sent.given
        cart['apple'] = 1
      })
    })
    const answer = await visit()
    sent.give()
    await answer.text()
    expect(events).toContainEqual({ type: 'late-change', keys: ['cart'] })
  })
})

describe('guard', () => {
  expectQuietProcess()

  const sessions = makeSessions()
  const app = new Hono()
    .use(honoSession(sessions))
    .use(guard(() => ({ type: 'pass', headers: { 'X-Frame-Options': 'DENY', Vary: 'Origin' } })))
    .get('/dashboard', guard(requireLogin({ loginPath: '/login' })), (c) => {
      c.get('session').set('visits', 1)
      return c.text(`Welcome ${c.get('session').subject}`)
    })

  it('answers in place of the handler when it refuses', async () => {
    const answer = await app.fetch(request('/dashboard?tab=2'))
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/login?next=/dashboard%3Ftab%3D2')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it("lets through, and adds the headers it passes to the handler's", async () => {
    const answer = await app.fetch(request('/dashboard', await loggedIn(sessions)))
    expect(await answer.text()).toBe('Welcome ada')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('vary')).toBe('Origin, Cookie')
    expect(sessionCookies(answer)).toHaveLength(1)
  })

  it('is an error where there is no session', async () => {
    const errors: unknown[] = []
    const bare = new Hono().get('/', guard(), (c) => c.text('never seen'))
    bare.onError((error, c) => {
      errors.push(error)
      return c.text('an error page', 500)
    })
    expect((await bare.fetch(request('/'))).status).toBe(500)
    expect(errors).toMatchObject([{ code: 'ERR_NO_SESSION' }])
  })
})

function raise(error: unknown): never {
  throw error
}

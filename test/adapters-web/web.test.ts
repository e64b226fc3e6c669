import { createHash, randomBytes } from 'node:crypto'
import { CoatcheckError, type Exchange, type Session, type SessionEvent } from 'coatcheck'
import { guard, withSession } from 'coatcheck/adapters/web'
import { requireLogin } from 'coatcheck/guards/login'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
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
} from './sessions.ts'

// The default answer reports its error on the console.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
})

afterEach(() => {
  vi.restoreAllMocks()
})

const login = (session: Session<Data>): void => {
  session.login('ada')
  session.set('userId', 1)
}

/** Answers a login, and gives back what the browser then holds. */
const loggedIn = (sessions = makeSessions()): Promise<Response> =>
  withSession(sessions, (_request, session) => {
    login(session)
    return new Response('in')
  })(request('/login'))

describe.each([
  ['committed at once', (sessions: ReturnType<typeof makeSessions>) => sessions],
  ['committed 20 ms later', delayed],
])('withSession, %s', (_mode, around) => {
  const sessions = around(makeSessions())

  it('sets the cookie once and reads it back', async () => {
    const count = withSession(sessions, (_request, session) => {
      session.set('visits', session.get('visits', 0) + 1)
      return new Response(`You have visited ${session.get('visits')} times`)
    })
    const first = await count(request('/visits'))
    const second = await count(request('/visits', first))
    expect(sessionCookies(first)).toHaveLength(1)
    expect(sessionCookies(second)).toHaveLength(1)
    expect(await first.text()).toBe('You have visited 1 times')
    expect(await second.text()).toBe('You have visited 2 times')
  })

  it('hands back the very response of a handler that left the session alone', async () => {
    const response = new Response('hello')
    const answer = await withSession(sessions, () => response)(request('/', await loggedIn()))
    expect(answer).toBe(response)
    expect([...answer.headers.keys()]).toEqual(['content-type'])
  })

  it('sets no cookie when the session was only read, and keeps the page private', async () => {
    const greet = withSession(sessions, (_request, session) => new Response(session.subject))
    const answer = await greet(request('/', await loggedIn()))
    expect(await answer.text()).toBe('ada')
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(answer.headers.get('vary')).toBe('Cookie')
    expect(answer.headers.get('cache-control')).toBe('private, no-cache')
  })

  it('adds the cookie to a redirect, whose headers are immutable', async () => {
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      return Response.redirect(`${site}/dashboard`, 303)
    })(request('/login'))
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(`${site}/dashboard`)
    expect(sessionCookies(answer)).toHaveLength(1)
  })

  it('adds the cookie to what fetch gave, whose headers are immutable', async () => {
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      return fetch('data:text/plain,passed%20on')
    })(request('/proxy'))
    expect(await answer.text()).toBe('passed on')
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/)
    expect(sessionCookies(answer)).toHaveLength(1)
  })

  it("keeps status, status text, headers and the app's own cookies", async () => {
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      return new Response('made', {
        status: 201,
        statusText: 'Made',
        headers: [
          ['set-cookie', 'theme=dark; Expires=Wed, 21 Oct 2037 07:28:00 GMT'],
          ['set-cookie', 'lang=en'],
          ['x-shop', 'yes'],
        ],
      })
    })(request('/make'))
    expect([answer.status, answer.statusText]).toEqual([201, 'Made'])
    expect(answer.headers.get('x-shop')).toBe('yes')
    const [theme, language, ours, ...more] = answer.headers.getSetCookie()
    expect(theme).toBe('theme=dark; Expires=Wed, 21 Oct 2037 07:28:00 GMT')
    expect(language).toBe('lang=en')
    expect(ours).toMatch(/^__Host-Http-session=/)
    expect(more).toEqual([])
  })

  it.each([204, 205, 304])('answers %i, which has no body', async (status) => {
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      return new Response(null, { status })
    })(request('/'))
    expect([answer.status, answer.body]).toEqual([status, null])
    expect(sessionCookies(answer)).toHaveLength(1)
  })

  it('gives a response that all visitors share to each of them without the cookie of another', async () => {
    const shared = new Response(null, { status: 204 })
    const visit = withSession(sessions, (_request, session) => {
      login(session)
      return shared
    })
    const [first, second] = await Promise.all([visit(request('/')), visit(request('/'))])
    expect(sessionCookies(first)).toHaveLength(1)
    expect(sessionCookies(second)).toHaveLength(1)
    expect(sessionCookies(first)).not.toEqual(sessionCookies(second))
    expect([...shared.headers]).toEqual([])
  })

  it('passes a streamed body on byte by byte', async () => {
    const chunks = Array.from({ length: 320 }, () => randomBytes(16_384))
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      const left = [...chunks]
      return new Response(
        new ReadableStream({
          pull(controller) {
            const chunk = left.shift()
            if (chunk === undefined) controller.close()
            else controller.enqueue(chunk)
          },
        }),
      )
    })(request('/film'))
    expect(sessionCookies(answer)).toHaveLength(1)
    const received = createHash('sha256').update(new Uint8Array(await answer.arrayBuffer()))
    expect(received.digest('hex')).toBe(
      createHash('sha256').update(Buffer.concat(chunks)).digest('hex'),
    )
  })

  it('refuses changes made while the body streams', async () => {
    let late: unknown
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      return new Response(
        new ReadableStream(
          {
            pull(controller) {
              try {
                session.set('visits', 1)
              } catch (error) {
                late = error
              }
              controller.close()
            },
          },
          { highWaterMark: 0 },
        ),
      )
    })(request('/stream'))
    await answer.text()
    expect(late).toMatchObject({ code: 'ERR_HEADERS_SENT' })
  })

  it('passes along what the runtime gives besides the request', async () => {
    const handle = withSession(
      sessions,
      (_request, session, env: { greeting: string }, times: number) =>
        new Response(`${env.greeting.repeat(times)} ${session.isNew}`),
    )
    const answer = await handle(request('/'), { greeting: 'hi' }, 2)
    expect(await answer.text()).toBe('hihi true')
  })

  it('keeps nothing of a request that ended in a 5xx', async () => {
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      return new Response('broken', { status: 502 })
    })(request('/'))
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('keeps a logout that ended in a 5xx', async () => {
    const answer = await withSession(sessions, async (_request, session) => {
      await session.logout()
      return new Response('broken', { status: 502 })
    })(request('/logout', await loggedIn()))
    expect(answer.status).toBe(502)
    expect(deletes(answer)).toBe(true)
  })

  it('answers 500 to an error of the handler, keeps nothing, and tells nothing', async () => {
    const answer = await withSession(sessions, (_request, session) => {
      login(session)
      throw new Error('the password is hunter2')
    })(request('/'))
    expect(answer.status).toBe(500)
    expect(await answer.text()).toBe('Internal Server Error')
    expect(answer.headers.getSetCookie()).toEqual([])
    expect(console.error).toHaveBeenCalledWith(new Error('the password is hunter2'))
  })

  it('takes the cookie away when the handler fails after a logout', async () => {
    const answer = await withSession(sessions, async (_request, session) => {
      await session.logout()
      throw new Error('after the logout')
    })(request('/logout', await loggedIn()))
    expect(answer.status).toBe(500)
    expect(deletes(answer)).toBe(true)
  })

  it('takes a thrown response for the answer', async () => {
    const answer = await withSession(sessions, (_request, session): Response => {
      login(session)
      throw Response.redirect(`${site}/dashboard`, 302)
    })(request('/login'))
    expect(answer.status).toBe(302)
    expect(sessionCookies(answer)).toHaveLength(1)
  })

  it('answers 500 when the session cannot be sealed, and sets no cookie', async () => {
    const answer = await withSession(sessions, (_request, session) => {
      session.set('note', 'x'.repeat(5_000))
      return new Response('saved')
    })(request('/note'))
    expect(answer.status).toBe(500)
    expect(await answer.text()).toBe('Internal Server Error')
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('takes the cookie away even when what follows the logout cannot be sealed', async () => {
    const answer = await withSession(sessions, async (_request, session) => {
      await session.logout()
      session.set('note', 'x'.repeat(5_000))
      return new Response('saved')
    })(request('/note', await loggedIn()))
    expect(answer.status).toBe(500)
    expect(deletes(answer)).toBe(true)
  })
})

describe('withSession and its onError', () => {
  const overlong = (_request: Request, session: Session<Data>): Response => {
    session.set('note', 'x'.repeat(5_000))
    return new Response('saved')
  }

  it('gets the error and the request, and makes the answer', async () => {
    const failure = new Error('no such product')
    const handle = withSession(
      makeSessions(),
      (_request, session) => {
        login(session)
        throw failure
      },
      {
        onError: (error, { url }) =>
          new Response(`${new URL(url).pathname}: ${error === failure}`, { status: 404 }),
      },
    )
    const answer = await handle(request('/product/9'))
    expect(answer.status).toBe(404)
    expect(await answer.text()).toBe('/product/9: true')
    expect(sessionCookies(answer)).toHaveLength(1)
    expect(console.error).not.toHaveBeenCalled()
  })

  it('gets the error of a session that cannot be saved', async () => {
    const handle = withSession(makeSessions(), overlong, {
      onError: (error) =>
        new Response(error instanceof CoatcheckError ? error.code : 'other', { status: 507 }),
    })
    const answer = await handle(request('/'))
    expect(answer.status).toBe(507)
    expect(await answer.text()).toBe('ERR_COOKIE_TOO_LARGE')
  })

  it('may send the visitor elsewhere', async () => {
    const handle = withSession(makeSessions(), overlong, {
      onError: () => Response.redirect(`${site}/sorry`, 303),
    })
    const answer = await handle(request('/'))
    expect(answer.headers.get('location')).toBe(`${site}/sorry`)
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it('never makes a success of a session that was not saved', async () => {
    const handle = withSession(makeSessions(), overlong, {
      onError: () => new Response('sorry', { headers: { 'x-page': 'sorry' } }),
    })
    const answer = await handle(request('/'))
    expect([answer.status, await answer.text()]).toEqual([500, 'sorry'])
    expect(answer.headers.get('x-page')).toBe('sorry')
  })

  it.each([
    ['throws', (): Response => raise(new Error('the error page is broken'))],
    ['rejects', () => Promise.reject(new Error('the error page is broken'))],
  ])('is replaced by the plain answer when it %s', async (_how, onError) => {
    const handle = withSession(makeSessions(), () => raise(new Error('first')), { onError })
    const answer = await handle(request('/'))
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error'])
  })

  it('is replaced by the plain answer when what it gives was read before', async () => {
    const used = new Response('once')
    await used.text()
    const handle = withSession(makeSessions(), overlong, { onError: () => used })
    const answer = await handle(request('/'))
    expect([answer.status, await answer.text()]).toEqual([500, 'Internal Server Error'])
  })
})

describe('withSession and a store that is away', () => {
  it('answers 503 when the session cannot be opened', async () => {
    const handle = withSession(unreadable(makeSessions()), () => new Response('hello'))
    const answer = await handle(request('/'))
    expect([answer.status, await answer.text()]).toEqual([503, 'Service Unavailable'])
  })

  it('answers 503 when the session cannot be written, and sets no cookie', async () => {
    const handle = withSession(unwritable(makeSessions()), (_request, session) => {
      login(session)
      return new Response('in')
    })
    const answer = await handle(request('/'))
    expect([answer.status, await answer.text()]).toEqual([503, 'Service Unavailable'])
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it.each([
    ['a change', unwritable],
    ['anything', unreachable],
  ])('takes the cookie away after a logout when %s cannot be written', async (_what, around) => {
    const handle = withSession(around(makeSessions()), async (_request, session) => {
      await session.logout()
      return new Response('bye')
    })
    const answer = await handle(request('/logout', await loggedIn()))
    expect(answer.status).toBe(503)
    expect(deletes(answer)).toBe(true)
  })

  it('answers 401 when the session ended meanwhile, and keeps nothing', async () => {
    const sessions = makeSessions()
    let commits = 0
    const ended = new CoatcheckError('ERR_SESSION_ENDED', 'ended elsewhere')
    const around: typeof sessions = {
      ...sessions,
      commit(session, exchange: Exchange) {
        commits += 1
        return commits === 1 ? Promise.reject(ended) : sessions.commit(session, exchange)
      },
    }
    const handle = withSession(around, (_request, session) => {
      session.set('visits', 2)
      return new Response('counted')
    })
    const answer = await handle(request('/', await loggedIn()))
    expect([answer.status, await answer.text()]).toEqual([401, 'Unauthorized'])
    expect(console.error).not.toHaveBeenCalled()
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('withSession and answers that are no pages', () => {
  it('passes Response.error() on as it is', async () => {
    const failure = Response.error()
    expect(await withSession(makeSessions(), () => failure)(request('/'))).toBe(failure)
  })

  it('keeps nothing but ends beside Response.error(), and answers 500 to carry them', async () => {
    const changed = await withSession(makeSessions(), (_request, session) => {
      login(session)
      return Response.error()
    })(request('/'))
    expect(changed.headers.getSetCookie()).toEqual([])
    const ended = await withSession(makeSessions(), async (_request, session) => {
      await session.logout()
      return Response.error()
    })(request('/', await loggedIn()))
    expect(ended.status).toBe(500)
    expect(deletes(ended)).toBe(true)
  })

  it('passes on that the runtime took the connection over', async () => {
    const handle = withSession(makeSessions(), (_request, session) => {
      return session.subject === 'ada' ? undefined : new Response('no', { status: 403 })
    })
    expect(await handle(request('/socket', await loggedIn()))).toBe(undefined)
    expect((await handle(request('/socket')))?.status).toBe(403)
  })

  it('passes the very answer to an upgrade on, though the session was read', async () => {
    const upgrade = withStatus(101, new Headers())
    const handle = withSession(makeSessions(), (_request, session) => {
      return session.subject === 'ada' ? upgrade : raise(new Error('not logged in'))
    })
    expect(await handle(request('/socket', await loggedIn()))).toBe(upgrade)
  })

  it('adds the cookie to the answer to an upgrade where the runtime lets it', async () => {
    const upgrade = withStatus(101, new Headers([['set-cookie', 'lang=en']]))
    const handle = withSession(makeSessions(), (_request, session) => {
      login(session)
      return upgrade
    })
    const answer = await handle(request('/socket'))
    expect(answer).toBe(upgrade)
    expect(answer.headers.getSetCookie()[0]).toBe('lang=en')
    expect(sessionCookies(answer)).toHaveLength(1)
    expect(answer.headers.getSetCookie()).toHaveLength(2)
  })

  it.each([
    ['is none', undefined],
    ['is immutable', withStatus(101, Response.redirect(site, 302).headers)],
  ])('answers 500 when the cookie of a change is lost, as the upgrade %s', async (_, upgrade) => {
    const codes: unknown[] = []
    const handle = withSession(
      makeSessions(),
      (_request, session) => {
        login(session)
        return upgrade
      },
      {
        onError(error) {
          codes.push(error instanceof CoatcheckError ? error.code : error)
          return new Response('no', { status: 500 })
        },
      },
    )
    expect((await handle(request('/socket')))?.status).toBe(500)
    expect(codes).toEqual(['ERR_HEADERS_SENT'])
  })

  it('answers 500 for a body that was read before, and keeps nothing', async () => {
    const answer = await withSession(makeSessions(), async (_request, session) => {
      login(session)
      const used = new Response('once')
      await used.text()
      return used
    })(request('/'))
    expect(answer.status).toBe(500)
    expect(answer.headers.getSetCookie()).toEqual([])
  })
})

describe('withSession and the peer', () => {
  const local = (): Request => new Request('http://localhost:3000/')
  const handler = (_request: Request, session: Session<Data>): Response => {
    login(session)
    return new Response('in')
  }

  it.each([
    ['this machine', '127.0.0.1', /^session=/],
    ['another machine', '203.0.113.9', /^__Host-Http-session=.*; Secure/],
  ])('names the cookie for %s', async (_who, address, expected) => {
    const handle = withSession(makeSessions(), handler, { peerAddress: () => address })
    expect((await handle(local())).headers.getSetCookie()[0]).toMatch(expected)
  })

  it('asks what the runtime gave besides the request', async () => {
    const handle = withSession(
      makeSessions(),
      (_request, session, _info: { address: string }) => handler(_request, session),
      { peerAddress: (_request, info) => info.address },
    )
    const answer = await handle(local(), { address: '203.0.113.9' })
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-Http-session=/)
  })
})

describe('withSession and late changes', () => {
  const lateCart = (events: SessionEvent[], body: string | ReadableStream, hold = {}) => {
    const sessions = makeSessions({ onEvent: (event) => events.push(event) })
    return withSession(sessions, (_request, session) => {
      login(session)
      const cart = session.setDefault('cart', {})
      Object.assign(hold, { cart })
      return new Response(body)
    })
  }
  const late = { type: 'late-change', keys: ['cart'] }

  it('reports a change through an older reference when the body has been read', async () => {
    const events: SessionEvent[] = []
    const hold: { cart?: Record<string, number> } = {}
    const answer = await lateCart(events, 'text', hold)(request('/'))
    Object.assign(hold.cart ?? {}, { apple: 1 })
    expect(events).not.toContainEqual(late)
    expect(await answer.text()).toBe('text')
    expect(events).toContainEqual(late)
  })

  it('reports it once when the reader goes away', async () => {
    const events: SessionEvent[] = []
    const hold: { cart?: Record<string, number> } = {}
    const cancelled: unknown[] = []
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1_024)),
      cancel: (reason) => void cancelled.push(reason),
    })
    const answer = await lateCart(events, endless, hold)(request('/'))
    const reader = answer.body?.getReader()
    await reader?.read()
    Object.assign(hold.cart ?? {}, { apple: 1 })
    await reader?.cancel('gone')
    expect(cancelled).toEqual(['gone'])
    expect(events.filter(({ type }) => type === 'late-change')).toEqual([late])
  })

  it('passes the error of a body on', async () => {
    const broken = new ReadableStream({ pull: () => raise(new Error('the disk is gone')) })
    const answer = await lateCart([], broken)(request('/'))
    await expect(answer.text()).rejects.toThrow('the disk is gone')
  })

  it('reads nothing of a body before the runtime does', async () => {
    let pulls = 0
    const counted = new ReadableStream(
      {
        pull(controller) {
          pulls += 1
          controller.enqueue(new Uint8Array(1))
        },
      },
      { highWaterMark: 0 },
    )
    const answer = await lateCart([], counted)(request('/'))
    expect(pulls).toBe(0)
    await answer.body?.getReader().read()
    expect(pulls).toBe(1)
  })
})

describe('guard', () => {
  const sessions = makeSessions()
  const dashboard = withSession(
    sessions,
    guard(
      () => ({ type: 'pass', headers: { 'X-Frame-Options': 'DENY', Vary: 'Origin' } }),
      requireLogin({ loginPath: '/login' }),
    )((_request, session) => {
      session.set('visits', 1)
      return new Response(`Welcome ${session.subject}`)
    }),
  )

  it('answers in place of the handler when it refuses', async () => {
    const answer = await dashboard(request('/dashboard?tab=2'))
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe('/login?next=/dashboard%3Ftab%3D2')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.getSetCookie()).toEqual([])
  })

  it("lets through, and adds the headers it passes to the handler's", async () => {
    const answer = await dashboard(request('/dashboard', await loggedIn()))
    expect(await answer.text()).toBe('Welcome ada')
    expect(answer.headers.get('x-frame-options')).toBe('DENY')
    expect(answer.headers.get('vary')).toBe('Origin, Cookie')
    expect(sessionCookies(answer)).toHaveLength(1)
  })

  it('leaves the handler the last word on a header that is no list', async () => {
    const handle = withSession(
      sessions,
      guard(() => ({ type: 'pass', headers: { 'X-Frame-Options': 'DENY' } }))(
        () => new Response('framed', { headers: { 'X-Frame-Options': 'SAMEORIGIN' } }),
      ),
    )
    const answer = await handle(request('/'))
    expect(answer.headers.get('x-frame-options')).toBe('SAMEORIGIN')
  })

  it('lets nobody through when it fails', async () => {
    let reached = false
    const handle = withSession(
      sessions,
      guard(() => raise(unavailable()))(() => {
        reached = true
        return new Response('secret')
      }),
    )
    const answer = await handle(request('/'))
    expect([answer.status, reached]).toEqual([503, false])
  })
})

function raise(error: Error): never {
  throw error
}

/** An answer no constructor makes here, as runtimes make it for an upgrade. */
function withStatus(status: number, headers: Headers): Response {
  return Object.defineProperties(new Response(null), {
    status: { value: status },
    headers: { value: headers },
  })
}

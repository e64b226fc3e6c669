import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createSessions } from 'coatcheck'
import { fastifySession } from 'coatcheck/adapters/fastify'
import { honoSession } from 'coatcheck/adapters/hono'
import { nextSessions } from 'coatcheck/adapters/next'
import { withSession } from 'coatcheck/adapters/node'
import { requireLogin } from 'coatcheck/guards/login'
import { inspector } from 'coatcheck/inspector'
import { memoryStore } from 'coatcheck/stores/memory'
import fastify from 'fastify'
import { Hono } from 'hono'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { maxStreams } from '../../src/inspector/event-stream.ts'
import { openApp } from './opened-app.ts'
import { type WebVisitor, webApp } from './web-app.ts'

const views = ['', '?view=style', '?view=script', '?view=events']

async function statusesOf(visitor: WebVisitor): Promise<readonly number[]> {
  const answers = await Promise.all(views.map((view) => visitor.inspect(view)))
  for (const { body } of answers) await body?.cancel()
  return answers.map(({ status }) => status)
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('an inspector in production', () => {
  it('answers 404 to everything without a guard, and says so once', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const said = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const visitor = webApp().visitor('https://example.com')
    await visitor.act((session) => session.set('a', 1))
    expect(await statusesOf(visitor)).toEqual([404, 404, 404, 404])
    const revoke = await visitor.inspect('?view=revoke', { method: 'POST' })
    expect(revoke.status).toBe(404)
    expect(await revoke.text()).toBe('Not found\n')
    expect(said.mock.calls.flat()).toEqual([expect.stringContaining('inspector({ guard })')])
  })

  it('answers those whom the guard lets through', async () => {
    vi.stubEnv('NODE_ENV', 'production')
    const guard = requireLogin({ loginPath: '/login' })
    const visitor = webApp({ guard }).visitor('https://example.com')
    expect(await statusesOf(visitor)).toEqual([302, 302, 302, 302])
    await visitor.act((session) => session.login('ada'))
    expect(await statusesOf(visitor)).toEqual([200, 200, 200, 200])
  })
})

describe('the guard of an inspector', () => {
  it('is asked in development too, and renews nothing by reading the session', async () => {
    let at = 1_000_000_000
    const subjects: (string | null)[] = []
    const visitor = webApp({
      now: () => at,
      guard: [
        ({ session }) => {
          subjects.push(session.subject)
          return session.subject === 'ada' ? { type: 'pass', headers: { Vary: 'X' } } : no
        },
      ],
    }).visitor()
    expect(await statusesOf(visitor)).toEqual([403, 403, 403, 403])
    await visitor.act((session) => session.login('ada'))
    at += 86_400
    const response = await visitor.inspect()
    expect(response.status).toBe(200)
    expect(response.headers.get('vary')).toBe('X')
    expect(response.headers.getSetCookie()).toEqual([])
    expect(subjects.at(-1)).toBe('ada')
  })

  const no = { type: 'refuse', status: 403, headers: {}, body: 'No' } as const
})

describe('the answers of an inspector', () => {
  it('are kept nowhere, framed by nobody, and load nothing but their own', async () => {
    const visitor = webApp().visitor()
    const { headers } = await visitor.inspect()
    expect(headers.get('cache-control')).toContain('no-store')
    expect(headers.get('x-frame-options')).toBe('DENY')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    const [, nonce] = /script-src 'nonce-([\w-]{24})'/.exec(policy) ?? []
    expect(await (await visitor.inspect()).text()).not.toContain(`nonce="${nonce}"`)
    for (const view of views) {
      const answer = await visitor.inspect(view)
      expect(answer.headers.get('cache-control')).toContain('no-store')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
      await answer.body?.cancel()
    }
  })

  it('hold no script and no style in the page itself', async () => {
    const visitor = webApp({ store: memoryStore() }).visitor()
    await visitor.act((session) => session.login('ada'))
    const page = await (await visitor.inspect()).text()
    expect(page).not.toMatch(/<script(?![^>]*\ssrc=)/)
    expect(page).not.toMatch(/<style|\sstyle=|\son[a-z]+=/)
  })

  it('are refused to other methods and other views', async () => {
    const visitor = webApp().visitor()
    const statusOf = async (query: string, method: string): Promise<number> =>
      (await visitor.inspect(query, { method })).status
    expect(await statusOf('', 'POST')).toBe(405)
    expect(await statusOf('', 'DELETE')).toBe(405)
    expect(await statusOf('?view=events', 'HEAD')).toBe(405)
    expect(await statusOf('', 'HEAD')).toBe(200)
    expect(await statusOf('?view=other', 'GET')).toBe(404)
    // Without a store there is nothing to revoke.
    expect(await statusOf('?view=revoke', 'POST')).toBe(405)
  })
})

describe('an inspector mounted', () => {
  it('behind Hono answers with its page', async () => {
    const inspect = inspector()
    const secrets = crypto.getRandomValues(new Uint8Array(32))
    const sessions = createSessions<{ a: number }>({ secrets, onEvent: inspect.onEvent })
    const look = inspect.web(sessions)
    const app = new Hono()
      .use(honoSession(sessions))
      .all('/inspector', (c) => look(c.req.raw, c.get('session')))
    const response = await app.request('http://localhost/inspector')
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('Session inspector')
  })

  it('in a route handler of Next answers with its page', async () => {
    const inspect = inspector()
    const secrets = crypto.getRandomValues(new Uint8Array(32))
    const sessions = createSessions<{ a: number }>({ secrets, onEvent: inspect.onEvent })
    const headers = new Headers({ host: 'localhost:3000' })
    const { withSession } = nextSessions(sessions, {
      cookies: () => Promise.reject(new Error('a route handler answers with a Response')),
      headers: () => Promise.resolve(headers),
    })
    const look = inspect.web(sessions)
    const GET = withSession((session, request: Request) => look(request, session))
    const page = await GET(new Request('http://0.0.0.0:3000/coatcheck', { headers }))
    expect(await page.text()).toContain('Session inspector')
    const script = await GET(new Request('http://0.0.0.0:3000/coatcheck?view=script', { headers }))
    expect(script.headers.get('content-type')).toContain('text/javascript')
  })

  it('in a hook of Fastify answers with its page and takes its form', async () => {
    const inspect = inspector()
    const secrets = crypto.getRandomValues(new Uint8Array(32))
    const sessions = createSessions({ secrets, store: memoryStore(), onEvent: inspect.onEvent })
    const look = inspect.node(sessions)
    const app = fastify()
    app.register(fastifySession(sessions))
    app.register(async (scope) => {
      scope.addHook('onRequest', async (request, reply) => {
        reply.hijack()
        await look(request.raw, reply.raw, request.session)
      })
      scope.all('/inspector', async () => {})
    })
    try {
      const url = `${await app.listen({ port: 0 })}/inspector`
      expect(await (await fetch(url)).text()).toContain('Session inspector')
      const body = new URLSearchParams({ token: 'x' })
      const headers = { 'sec-fetch-site': 'same-origin' }
      const refused = await fetch(`${url}?view=revoke`, { method: 'POST', headers, body })
      expect([refused.status, await refused.text()]).toEqual([
        403,
        expect.stringContaining('the page is out of date'),
      ])
    } finally {
      await app.close()
    }
  })

  it('without a session is an error that says what is missing', async () => {
    const inspect = inspector()
    const secrets = crypto.getRandomValues(new Uint8Array(32))
    const errors: unknown[] = []
    const middleware = inspect.express(createSessions({ secrets }))
    const request = { method: 'GET', [Symbol.asyncIterator]: async function* () {} }
    const response = {
      statusCode: 0,
      destroyed: false,
      setHeader: () => {},
      write: () => true,
      end: () => {},
      once: () => {},
    }
    await new Promise<void>((resolve) => {
      middleware(request, response, (error) => resolve(void errors.push(error)))
    })
    expect(errors).toEqual([expect.objectContaining({ code: 'ERR_NO_SESSION' })])
  })

  it('on a Node server streams events until the client or the server goes', async () => {
    const inspect = inspector()
    const secrets = crypto.getRandomValues(new Uint8Array(32))
    const sessions = createSessions<{ a: number }>({ secrets, onEvent: inspect.onEvent })
    const server = createServer(withSession(sessions, inspect.node(sessions)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    // A server that listens on a port has an address with a port.
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/anywhere?view=events`
    // Held, all of them: fetch ends a response that nobody can read any more.
    const watching: Response[] = []
    const leaving = new AbortController()
    const open = async (options: RequestInit = {}): Promise<number> => {
      const response = await fetch(url, options)
      watching.push(response)
      return response.status
    }
    const { signal } = leaving
    const statuses = await Promise.all(Array.from({ length: maxStreams }, () => open({ signal })))
    expect(statuses).toEqual(statuses.map(() => 200))
    expect(await open()).toBe(503)
    leaving.abort()
    await vi.waitFor(async () => expect(await open()).toBe(200), { timeout: 10_000 })
    const stream = await fetch(url)
    const text = stream.text()
    inspect.close()
    expect(await text).toContain(': open')
    await Promise.allSettled(watching.map(({ body }) => body?.cancel()))
    server.close()
    server.closeAllConnections()
  })

  it('behind Express answers at its path', async () => {
    const app = await openApp({ store: memoryStore() })
    try {
      const response = await fetch(app.inspectorUrl)
      expect(response.status).toBe(200)
      expect(await response.text()).toContain('Sessions of a subject')
      const head = await fetch(app.inspectorUrl, { method: 'HEAD' })
      expect([head.status, await head.text()]).toEqual([200, ''])
    } finally {
      await app.close()
    }
  })
})

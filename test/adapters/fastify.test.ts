/** Where a Fastify app has sessions, and what becomes of those whose reply goes another way. */

import { get } from 'node:http'
import { connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import type { Sessions } from 'coatcheck'
import { fastifySession } from 'coatcheck/adapters/fastify'
import fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, it } from 'vitest'
import { reporting, serveFastify } from './fastify-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import {
  cookieHeader,
  counted,
  delayed,
  eventLog,
  realSessions,
  sessionCookies,
  storedSessions,
} from './real-sessions.ts'
import { send, signal } from './servers.ts'

describe('fastifySession', () => {
  expectQuietProcess()

  it('gives a session to the whole context it is registered in, and to no other', async () => {
    const app = fastify()
    app.register(async (shop) => {
      shop.register(fastifySession(realSessions()))
      shop.get('/shop', async ({ session }) => typeof session)
      shop.register(async (inner) => {
        inner.get('/shop/inner', async ({ session }) => typeof session)
      })
    })
    app.get('/elsewhere', async ({ session }) => typeof session)
    await using server = await serveFastify(app)
    const typeAt = async (path: string): Promise<string> =>
      (await send(server.origin, path)).body.toString()
    expect(await typeAt('/shop')).toBe('object')
    expect(await typeAt('/shop/inner')).toBe('object')
    expect(await typeAt('/elsewhere')).toBe('undefined')
  })

  it('sends at once where nothing has to wait', async () => {
    const app = fastify()
    app.register(fastifySession(realSessions()))
    let isSent = false
    app.get('/', ({ session }, reply) => {
      session.set('visits', 1)
      reply.send('hello')
      isSent = reply.raw.headersSent
    })
    await using server = await serveFastify(app)
    const { setCookies } = await send(server.origin, '/')
    expect(sessionCookies(setCookies)).toHaveLength(1)
    expect(isSent).toBe(true)
  })

  it.each([
    [
      'first outside',
      (app: FastifyInstance, register: (on: FastifyInstance) => void) => {
        register(app)
        app.register(async (inner) => {
          register(inner)
          inner.get('/', async ({ session }) => session.set('visits', 1))
        })
      },
    ],
    [
      'first inside',
      (app: FastifyInstance, register: (on: FastifyInstance) => void) => {
        app.register(async (inner) => {
          register(inner)
          inner.get('/', async ({ session }) => session.set('visits', 1))
        })
        register(app)
      },
    ],
  ])('opens once when registered in contexts within one another, %s', async (_how, build) => {
    const real = openings(realSessions())
    const app = fastify()
    build(app, (on) => on.register(fastifySession(real.sessions)))
    await using server = await serveFastify(app)
    const { setCookies } = await send(server.origin, '/')
    expect(sessionCookies(setCookies)).toHaveLength(1)
    expect(real.count()).toBe(1)
  })

  it("refuses to stand beside another plugin's request.session", async () => {
    const app = fastify()
    app.decorateRequest('session')
    app.register(fastifySession(realSessions()))
    await expect(app.ready()).rejects.toMatchObject({ code: 'FST_ERR_DEC_ALREADY_PRESENT' })
  })

  it('lets an earlier hook answer without a session', async () => {
    const real = openings(realSessions())
    const app = fastify()
    app.addHook('onRequest', async (_request, reply) => reply.code(429).send('later'))
    app.register(fastifySession(real.sessions))
    app.get('/', async () => 'never seen')
    await using server = await serveFastify(app)
    expect((await send(server.origin, '/')).status).toBe(429)
    expect(real.count()).toBe(0)
  })

  it('takes the URL as it was sent for the one of the request', async () => {
    const urls: string[] = []
    const real = realSessions()
    const app = fastify({ rewriteUrl: () => '/rewritten' })
    app.register(
      fastifySession({
        ...real,
        open(exchange) {
          urls.push(exchange.url)
          return real.open(exchange)
        },
      }),
    )
    app.get('/rewritten', async () => 'fine')
    await using server = await serveFastify(app)
    await send(server.origin, '/asked?a=1')
    expect(urls).toEqual([`${server.origin}/asked?a=1`])
  })

  it('works over HTTP/2', async () => {
    const app = fastify({ http2: true })
    const sessions = delayed(realSessions())
    // Its requests are of other classes of Node; the plugin is the same.
    app.register(fastifySession(sessions) as unknown as () => Promise<void>)
    app.get('/', async (request) => {
      request.session.set('visits', 1)
      return 'over HTTP/2'
    })
    await app.listen({ host: '127.0.0.1', port: 0 })
    // A server that listens on a port has an address of this kind.
    const client = connect(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`)
    const stream = client.request({ ':path': '/' })
    const lines = await new Promise((resolve, reject) => {
      stream.on('response', (headers) => resolve(headers['set-cookie']))
      stream.on('error', reject)
    })
    expect(lines).toEqual([expect.stringMatching(/^session=/)])
    client.destroy()
    await app.close()
  })
})

describe('a reply that goes round Fastify', () => {
  expectQuietProcess()

  it('loses what changed, which is reported', async () => {
    const log = eventLog()
    const { app } = reporting(realSessions(log.onEvent))
    app.get('/', (_request, reply) => {
      reply.hijack()
      reply.raw.end('by hand')
    })
    await using server = await serveFastify(app)
    const answer = await send(server.origin, '/')
    expect([answer.body.toString(), answer.setCookies]).toEqual(['by hand', []])
    await expect.poll(() => log.events).toContainEqual({ type: 'late-change', keys: ['visits'] })
  })

  it('has its ends carried out', async () => {
    const { app } = reporting(storedSessions())
    app.get('/in', async () => 'in')
    app.get('/state', async ({ session }) => String(session.isNew))
    app.get('/out', async ({ session }, reply) => {
      await session.logout()
      reply.hijack()
      reply.raw.end('by hand')
    })
    await using server = await serveFastify(app)
    const { setCookies } = await send(server.origin, '/in')
    const headers = { cookie: cookieHeader(setCookies) }
    const isNew = async (): Promise<string> =>
      (await send(server.origin, '/state', { headers })).body.toString()
    expect(await isNew()).toBe('false')
    await send(server.origin, '/out', { headers })
    await expect.poll(isNew).toBe('true')
  })
})

describe('a client of Fastify that hangs up', () => {
  expectQuietProcess()

  it.each([
    ['at once', (sessions: Sessions) => sessions],
    ['after a while', (sessions: Sessions) => delayed(sessions)],
  ])(
    'has its ends carried out at once, and stops no handler, committing %s',
    async (_how, wrap) => {
      const real = counted(realSessions())
      const { app } = reporting(wrap(real.sessions))
      const [reached, goOn, answered] = [signal(), signal(), signal()]
      app.get('/', async ({ session }, reply) => {
        reached.give()
        await goOn.given
        session.flash('after')
        answered.give()
        return reply.send('nobody listens')
      })
      await using server = await serveFastify(app)
      const req = get(server.origin, { agent: false }).on('error', () => {})
      await reached.given
      req.destroy()
      await expect.poll(() => real.statuses).toEqual(['gone'])
      goOn.give()
      await answered.given
      await expect.poll(() => real.statuses).toEqual(['gone', 200])
    },
  )
})

function openings(sessions: Sessions): { readonly sessions: Sessions; count(): number } {
  let count = 0
  return {
    count: () => count,
    sessions: {
      open(exchange) {
        count += 1
        return sessions.open(exchange)
      },
      commit: (session, exchange) => sessions.commit(session, exchange),
    },
  }
}

/** Whatever a Fastify handler sends arrives, with its session. */

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { describe, expect, it } from 'vitest'
import { bigBody } from './answers.ts'
import { reporting, serveFastify } from './fastify-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import { delayed, realSessions, sessionCookies, storedSessions } from './real-sessions.ts'
import { send } from './servers.ts'

function* blocks(): Generator<Buffer> {
  for (let at = 0; at < bigBody.length; at += 65_536) yield bigBody.subarray(at, at + 65_536)
}

const stream = (): Readable => Readable.from(blocks(), { objectMode: false })

interface Way {
  readonly name: string
  readonly answer: (reply: FastifyReply) => unknown
  readonly method?: string
  readonly status?: number
  readonly body?: string | Buffer
  readonly cookies?: readonly string[]
}

const ways: readonly Way[] = [
  { name: 'a returned text', answer: () => 'hello', body: 'hello' },
  { name: 'JSON', answer: () => ({ a: 1 }), body: '{"a":1}' },
  { name: 'a Buffer', answer: (reply) => reply.send(bigBody), body: bigBody },
  { name: 'nothing', answer: (reply) => reply.send() },
  { name: 'a redirect', answer: (reply) => reply.redirect('/elsewhere', 303), status: 303 },
  { name: 'HEAD', method: 'HEAD', answer: () => 'hello' },
  { name: '304', answer: (reply) => reply.code(304).send(), status: 304 },
  { name: '204', answer: (reply) => reply.code(204).send(), status: 204 },
  { name: 'a stream', answer: (reply) => reply.send(stream()), body: bigBody },
  {
    name: 'a web stream',
    answer: (reply) => reply.send(Readable.toWeb(stream())),
    body: bigBody,
  },
  {
    name: 'a Response',
    answer: (reply) => reply.send(new Response('made', { status: 201 })),
    status: 201,
    body: 'made',
  },
  {
    name: 'a Response with its own cookies',
    answer: (reply) =>
      reply.send(
        new Response(null, {
          headers: [
            ['Set-Cookie', 'a=1'],
            ['Set-Cookie', 'b=2'],
          ],
        }),
      ),
    cookies: ['a=1', 'b=2'],
  },
  {
    name: 'cookies of its own',
    answer: (reply) => reply.header('Set-Cookie', ['a=1', 'b=2']).send('hello'),
    body: 'hello',
    cookies: ['a=1', 'b=2'],
  },
  {
    name: 'a cookie set on the raw response',
    answer(reply) {
      reply.raw.setHeader('Set-Cookie', 'a=1')
      return reply.send('hello')
    },
    body: 'hello',
    cookies: ['a=1'],
  },
]

for (const [mode, make] of [
  ['at once', realSessions],
  ['after a while', () => delayed(realSessions())],
  ['to a store', storedSessions],
] as const) {
  describe(`a Fastify reply, committed ${mode}`, () => {
    expectQuietProcess()

    it.each(ways)('arrives with its session: $name', async (way) => {
      const { app, errors } = reporting(make())
      app.get('/', async (_request, reply) => way.answer(reply))
      await using server = await serveFastify(app)
      const answer = await send(server.origin, '/', { method: way.method })
      expect(answer.status).toBe(way.status ?? 200)
      expect(answer.body.equals(Buffer.from(way.body ?? ''))).toBe(true)
      expect(sessionCookies(answer.setCookies)).toHaveLength(1)
      expect(answer.setCookies).toEqual(expect.arrayContaining([...(way.cookies ?? [])]))
      expect(answer.setCookies).toHaveLength(1 + (way.cookies?.length ?? 0))
      expect(answer.headers['cache-control']).toBe('private, no-store')
      expect(errors).toEqual([])
    })
  })
}

describe('a Fastify reply', () => {
  expectQuietProcess()

  it('keeps cookies that another plugin adds in a later hook', async () => {
    const { app } = reporting(realSessions())
    // As @fastify/cookie does it.
    app.addHook('onSend', async (_request, reply) => {
      const lines = [reply.getHeader('Set-Cookie') ?? []].flat().map(String)
      reply.removeHeader('Set-Cookie')
      reply.header('Set-Cookie', [...lines, 'theirs=1'])
    })
    app.get('/', async (_request, reply) => reply.header('Set-Cookie', 'mine=1').send('hello'))
    await using server = await serveFastify(app)
    const { setCookies } = await send(server.origin, '/')
    expect(setCookies).toEqual(['mine=1', expect.stringMatching(/^session=/), 'theirs=1'])
  })

  it('stays private when a Response says that it is public', async () => {
    const { app } = reporting(realSessions())
    const headers = { 'Cache-Control': 'public, max-age=600' }
    app.get('/', async (_request, reply) => reply.send(new Response('page', { headers })))
    await using server = await serveFastify(app)
    const answer = await send(server.origin, '/')
    expect(answer.headers['cache-control']).toBe('private, no-store')
  })

  it.each([
    ['the reply', (reply: FastifyReply) => reply.code(502).send('broken')],
    ['a Response', (reply: FastifyReply) => reply.send(new Response('broken', { status: 502 }))],
  ])('keeps nothing when %s is a 5xx', async (_what, answer) => {
    const { app } = reporting(realSessions())
    app.get('/', async (_request, reply) => answer(reply))
    await using server = await serveFastify(app)
    const { status, body, setCookies } = await send(server.origin, '/')
    expect([status, body.toString(), setCookies]).toEqual([502, 'broken', []])
  })

  it('has its session on the page for what is not there', async () => {
    const { app } = reporting(realSessions())
    app.setNotFoundHandler(async ({ session }, reply) => {
      session.set('visits', 2)
      return reply.code(404).send('not here')
    })
    await using server = await serveFastify(app)
    const { status, setCookies } = await send(server.origin, '/nowhere')
    expect(status).toBe(404)
    expect(sessionCookies(setCookies)).toHaveLength(1)
  })

  it('has its session in a test that injects the request', async () => {
    const { app } = reporting(realSessions())
    app.get('/', async ({ session }) => String(session.get('visits')))
    const { body, headers } = await app.inject('/')
    expect(body).toBe('1')
    expect(sessionCookies([headers['set-cookie'] ?? []].flat())).toHaveLength(1)
    await app.close()
  })
})

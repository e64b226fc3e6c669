/** Whatever a Koa app answers with arrives, with its session. */

import { Readable } from 'node:stream'
import type { Context } from 'koa'
import { describe, expect, it } from 'vitest'
import { bigBody } from '../../adapters/answers.ts'
import { expectQuietProcess } from '../../adapters/process-errors.ts'
import {
  delayed,
  eventLog,
  openedLate,
  realSessions,
  sessionCookies,
  storedSessions,
} from '../../adapters/real-sessions.ts'
import { send, signal } from '../../adapters/servers.ts'
import { describeWith } from '../../requirements.ts'
import { packagesOf } from '../frameworks.ts'
import { reporting, serveKoa } from './koa-apps.ts'

function* blocks(): Generator<Buffer> {
  for (let at = 0; at < bigBody.length; at += 65_536) yield bigBody.subarray(at, at + 65_536)
}

interface Way {
  readonly name: string
  readonly answer: (ctx: Context) => unknown
  readonly method?: string
  readonly status?: number
  readonly body?: string | Buffer
  readonly cookies?: readonly string[]
}

const stream = (): Readable => Readable.from(blocks(), { objectMode: false })

const answering =
  (body: () => unknown) =>
  (ctx: Context): void => {
    ctx.body = body()
  }

const withStatus =
  (status: number) =>
  (ctx: Context): void => {
    ctx.status = status
  }

const ways: readonly Way[] = [
  { name: 'a text', answer: answering(() => 'hello'), body: 'hello' },
  { name: 'JSON', answer: answering(() => ({ a: 1 })), body: '{"a":1}' },
  { name: 'a Buffer', answer: answering(() => bigBody), body: bigBody },
  { name: 'a stream', answer: answering(stream), body: bigBody },
  { name: 'a web stream', answer: answering(() => Readable.toWeb(stream())), body: bigBody },
  { name: 'a Blob', answer: answering(() => new Blob(['hello'])), body: 'hello' },
  { name: 'a Response', answer: answering(() => new Response('hello')), body: 'hello' },
  { name: 'HEAD', method: 'HEAD', answer: answering(() => 'hello') },
  { name: '304', answer: withStatus(304), status: 304 },
  { name: '204', answer: withStatus(204), status: 204 },
  { name: 'nothing at all', answer: () => {}, status: 404, body: 'Not Found' },
  {
    name: 'a redirect',
    answer: (ctx) => ctx.redirect('/elsewhere'),
    status: 302,
    body: 'Redirecting to /elsewhere.',
  },
  {
    name: 'cookies of its own',
    answer(ctx) {
      ctx.cookies.set('a', '1')
      ctx.append('Set-Cookie', 'b=2')
      ctx.body = 'hello'
    },
    body: 'hello',
    cookies: ['a=1; path=/; httponly', 'b=2'],
  },
  {
    name: 'ctx.respond = false',
    answer(ctx) {
      ctx.respond = false
      ctx.res.writeHead(201, { 'Set-Cookie': 'a=1' })
      ctx.res.end('by hand')
    },
    status: 201,
    body: 'by hand',
    cookies: ['a=1'],
  },
  {
    name: 'ctx.respond = false, by and by',
    answer(ctx) {
      ctx.respond = false
      ctx.status = 200
      setImmediate(() => stream().pipe(ctx.res))
    },
    body: bigBody,
  },
  {
    name: 'a flushed head',
    async answer(ctx) {
      ctx.status = 200
      ctx.flushHeaders()
      ctx.body = 'hello'
    },
    body: 'hello',
  },
]

describeWith(packagesOf({ name: 'koa' }), 'an answer of Koa', () => {
  for (const [mode, make] of [
    ['at once', realSessions],
    ['after a while', () => openedLate(delayed(realSessions()))],
    ['to a store', storedSessions],
  ] as const) {
    describe(`committed ${mode}`, () => {
      expectQuietProcess()

      it.each(ways)('arrives with its session: $name', async (way) => {
        const { app, errors } = await reporting(make())
        app.use((ctx) => way.answer(ctx))
        await using server = await serveKoa(app)
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

  describe('that is a 5xx', () => {
    expectQuietProcess()

    it.each([
      ['by its status', (ctx: Context) => Object.assign(ctx, { status: 502, body: 'broken' })],
      ['of Node', (ctx: Context) => ctx.res.writeHead(502).end('broken')],
    ])('keeps nothing, %s', async (_how, answer) => {
      const { app } = await reporting(realSessions())
      app.use((ctx) => {
        answer(ctx)
      })
      await using server = await serveKoa(app)
      const { status, body, setCookies } = await send(server.origin, '/')
      expect([status, body.toString(), setCookies]).toEqual([502, 'broken', []])
    })
  })

  describe('that goes round Node as well', () => {
    expectQuietProcess()

    it('loses what changed, which is reported', async () => {
      const log = eventLog()
      const { app } = await reporting(realSessions(log.onEvent))
      const answered = signal()
      app.use((ctx) => {
        ctx.respond = false
        ctx.session.permanent = true
        ctx.req.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello')
        answered.give()
      })
      await using server = await serveKoa(app)
      await send(server.origin, '/').catch(() => undefined)
      await answered.given
      await expect
        .poll(() => log.events)
        .toContainEqual(expect.objectContaining({ type: 'late-change' }))
    })
  })
})

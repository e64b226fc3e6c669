/** What becomes of a Fastify reply when its commit or its handler fails. */

import { Readable } from 'node:stream'
import fastify from 'fastify'
import { describe, expect, it, vi } from 'vitest'
import { fastifySession } from '../../src/adapters/fastify.ts'
import { always, isWanted, outage } from './express-apps.ts'
import { reporting, serveFastify } from './fastify-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import {
  cookieHeader,
  counted,
  delayed,
  failing,
  openedLate,
  realSessions,
  sessionCookies,
} from './real-sessions.ts'
import { send } from './servers.ts'

for (const how of ['at once', 'after a while'] as const) {
  describe(`a commit to Fastify that fails ${how}`, () => {
    expectQuietProcess()

    it('gives its error to the error handler once, which answers instead', async () => {
      const { app, errors } = reporting(failing(realSessions(), outage, how, isWanted))
      app.get('/', async (_request, reply) =>
        reply.headers({ ETag: '"1"', 'Set-Cookie': 'mine=1' }).send({ never: 'seen' }),
      )
      await using server = await serveFastify(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.body.toString()]).toEqual([503, 'an error page'])
      expect(answer.setCookies).toEqual([])
      expect(answer.headers).not.toHaveProperty('etag')
      expect(errors).toEqual([outage])
    })

    it('is answered by Fastify itself where there is no error handler', async () => {
      const app = fastify()
      app.register(fastifySession(failing(realSessions(), outage, how, isWanted)))
      app.get('/', async () => 'never seen')
      await using server = await serveFastify(app)
      const answer = await send(server.origin, '/')
      expect(answer.status).toBe(503)
      expect(JSON.parse(answer.body.toString())).toMatchObject({ error: 'Service Unavailable' })
    })

    it('is no success, whatever the error page says', async () => {
      const { app, errors } = reporting(failing(realSessions(), outage, how, isWanted), 200)
      app.get('/', async () => 'never seen')
      await using server = await serveFastify(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.body.toString()]).toEqual([500, 'an error page'])
      expect(errors).toEqual([outage])
    })

    it('is told of once even when its ends fail as well', async () => {
      const real = counted(failing(realSessions(), outage, how, always))
      const { app, errors } = reporting(real.sessions)
      app.get('/', async () => 'never seen')
      await using server = await serveFastify(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.body.toString()]).toEqual([503, 'an error page'])
      expect(errors).toEqual([outage])
      expect(real.statuses).toEqual([200, 503])
    })

    it('closes the stream that is not sent, and answers with the error page', async () => {
      const { app, errors } = reporting(failing(realSessions(), outage, how, isWanted))
      const streams: Readable[] = []
      app.get('/', async (_request, reply) => {
        const stream = Readable.from(['never ', 'seen'])
        streams.push(stream)
        return reply.type('text/csv').send(stream)
      })
      await using server = await serveFastify(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.body.toString()]).toEqual([503, 'an error page'])
      expect(answer.headers['content-type']).toMatch(/^text\/plain/)
      expect(errors).toEqual([outage])
      await expect.poll(() => streams.map(({ closed }) => closed)).toEqual([true])
    })

    it('carries out ends with the error page', async () => {
      const sessions = realSessions()
      const login = reporting(sessions)
      login.app.get('/in', async () => 'in')
      await using first = await serveFastify(login.app)
      const { setCookies } = await send(first.origin, '/in')
      const { app } = reporting(failing(sessions, outage, how, isWanted))
      app.get('/out', async ({ session }) => session.logout())
      await using server = await serveFastify(app)
      const headers = { cookie: cookieHeader(setCookies) }
      const answer = await send(server.origin, '/out', { headers })
      expect(answer.status).toBe(503)
      expect(sessionCookies(answer.setCookies)).toEqual([expect.stringMatching(/^session=;/)])
    })
  })
}

describe('an opening that fails', () => {
  expectQuietProcess()

  it.each([
    ['rejects', () => Promise.reject(outage)],
    [
      'throws',
      () => {
        throw outage
      },
    ],
  ])('gives its error to the error handler when it %s', async (_how, open) => {
    const { app, errors } = reporting({ ...realSessions(), open }, 503)
    app.get('/', async () => 'never seen')
    await using server = await serveFastify(app)
    const answer = await send(server.origin, '/')
    expect([answer.status, answer.setCookies]).toEqual([503, []])
    expect(errors).toEqual([outage])
  })
})

describe('a Fastify handler that fails', () => {
  expectQuietProcess()

  it.each([
    ['at once', realSessions],
    ['after a while', () => openedLate(delayed(realSessions()))],
  ])('commits ends and nothing else, %s', async (_how, make) => {
    const { app } = reporting(make(), 500)
    app.get('/in', async () => 'in')
    app.get('/fail', async () => {
      throw new Error('a bug')
    })
    app.get('/out', async ({ session }) => {
      await session.logout()
      throw new Error('a bug')
    })
    await using server = await serveFastify(app)
    const { setCookies } = await send(server.origin, '/in')
    const failed = await send(server.origin, '/fail')
    expect([failed.status, failed.setCookies]).toEqual([500, []])
    const headers = { cookie: cookieHeader(setCookies) }
    const out = await send(server.origin, '/out', { headers })
    expect(out.status).toBe(500)
    expect(sessionCookies(out.setCookies)).toEqual([expect.stringMatching(/^session=;/)])
  })

  it('keeps what it changed when its error is a 4xx', async () => {
    const { app } = reporting(realSessions(), 409)
    app.get('/', async () => {
      throw new Error('taken')
    })
    await using server = await serveFastify(app)
    const { status, setCookies } = await send(server.origin, '/')
    expect(status).toBe(409)
    expect(sessionCookies(setCookies)).toHaveLength(1)
  })

  it('was committed as it said when the stream it sends breaks before the head', async () => {
    const { app, errors } = reporting(realSessions(), 500)
    app.get('/', async (_request, reply) =>
      reply.send(
        new Readable({
          read() {
            this.destroy(new Error('no such file'))
          },
        }),
      ),
    )
    await using server = await serveFastify(app)
    const { status, setCookies, headers } = await send(server.origin, '/')
    expect(status).toBe(500)
    expect(errors).toEqual([new Error('no such file')])
    expect(sessionCookies(setCookies)).toHaveLength(1)
    expect(headers['cache-control']).toBe('private, no-store')
  })
})

describe('guard', () => {
  expectQuietProcess()

  it('is an error where the plugin is not registered', async () => {
    const { guard } = await import('coatcheck/adapters/fastify')
    const errors: unknown[] = []
    const app = fastify()
    app.setErrorHandler((error, _request, reply) => {
      errors.push(error)
      return reply.code(500).send('an error page')
    })
    const pass = vi.fn(() => undefined)
    app.get('/', { preHandler: guard(pass) }, async () => 'never seen')
    await using server = await serveFastify(app)
    expect((await send(server.origin, '/')).status).toBe(500)
    expect(errors).toMatchObject([{ code: 'ERR_NO_SESSION' }])
    expect(pass).not.toHaveBeenCalled()
  })
})

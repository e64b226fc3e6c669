/** What becomes of an answer of Koa when its commit or its handler fails. */

import { get } from 'node:http'
import { Readable } from 'node:stream'
import type { Sessions } from 'coatcheck'
import { guard, koaSession } from 'coatcheck/adapters/koa'
import type Koa from 'koa'
import { describe, expect, it } from 'vitest'
import { always, isWanted, outage } from '../../adapters/express-apps.ts'
import { expectQuietProcess } from '../../adapters/process-errors.ts'
import {
  cookieHeader,
  counted,
  delayed,
  failing,
  realSessions,
  sessionCookies,
} from '../../adapters/real-sessions.ts'
import { send, signal } from '../../adapters/servers.ts'
import { describeWith } from '../../requirements.ts'
import { packagesOf } from '../frameworks.ts'
import { reporting, serveKoa } from './koa-apps.ts'

/** A middleware with an error page, and what it was told of. */
function errorPage(status?: number): {
  readonly above: Koa.Middleware
  readonly caught: readonly unknown[]
} {
  const caught: unknown[] = []
  return {
    caught,
    async above(ctx, next) {
      try {
        await next()
      } catch (error) {
        caught.push(error)
        if (status !== undefined) ctx.status = status
        ctx.body = 'an error page'
      }
    },
  }
}

const deletion = [expect.stringMatching(/^session=;/)]

/** The cookie of somebody who was there before. */
async function cookieOf(sessions: Sessions): Promise<{ readonly cookie: string }> {
  const { app } = await reporting(sessions)
  await using server = await serveKoa(app)
  const { setCookies } = await send(server.origin, '/')
  return { cookie: cookieHeader(setCookies) }
}

describeWith(packagesOf({ name: 'koa' }), 'Koa', () => {
  for (const how of ['at once', 'after a while'] as const) {
    describe(`and a commit that fails ${how}`, () => {
      expectQuietProcess()

      it("is answered by Koa with the error's status, and reported once", async () => {
        const { app, errors } = await reporting(failing(realSessions(), outage, how, isWanted))
        app.use((ctx) => {
          ctx.set('ETag', '"1"')
          ctx.append('Set-Cookie', 'mine=1')
          ctx.body = { never: 'seen' }
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/')
        expect([answer.status, answer.body.toString()]).toEqual([503, 'Service Unavailable'])
        expect(answer.setCookies).toEqual([])
        expect(answer.headers).not.toHaveProperty('etag')
        expect(errors).toEqual([outage])
      })

      it('is caught by a middleware above, whose page is the answer', async () => {
        const { above, caught } = errorPage()
        const real = failing(realSessions(), outage, how, isWanted)
        const { app, errors } = await reporting(real, { above })
        app.use((ctx) => {
          ctx.set('ETag', '"1"')
          ctx.body = { never: 'seen' }
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/')
        expect([answer.status, answer.body.toString()]).toEqual([503, 'an error page'])
        expect(answer.headers).not.toHaveProperty('etag')
        expect(answer.headers['content-type']).toMatch(/^text\/plain/)
        expect(caught).toEqual([outage])
        expect(errors).toEqual([])
      })

      it('is no success, whatever the error page says', async () => {
        const { above } = errorPage(200)
        const real = failing(realSessions(), outage, how, isWanted)
        const { app } = await reporting(real, { above })
        app.use((ctx) => {
          ctx.body = 'never seen'
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/')
        expect([answer.status, answer.statusText]).toEqual([500, 'Internal Server Error'])
        expect(answer.body.toString()).toBe('an error page')
      })

      it('is not answered with what was to be, when a middleware above hides the error', async () => {
        const real = failing(realSessions(), outage, how, isWanted)
        const above: Koa.Middleware = (_ctx, next) => next().catch(() => {})
        const { app } = await reporting(real, { above })
        app.use((ctx) => {
          ctx.body = 'never seen'
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/')
        expect([answer.status, answer.body.toString()]).toEqual([503, 'Service Unavailable'])
      })

      it('is reported once even when its ends fail as well', async () => {
        const real = counted(failing(realSessions(), outage, how, always))
        const { app, errors } = await reporting(real.sessions)
        app.use((ctx) => {
          ctx.body = 'never seen'
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/')
        expect([answer.status, answer.body.toString()]).toEqual([503, 'Service Unavailable'])
        expect(errors).toEqual([outage])
        expect(real.statuses).toEqual([200, 503])
      })

      it('closes the stream that is not sent', async () => {
        const { app, errors } = await reporting(failing(realSessions(), outage, how, isWanted))
        const streams: Readable[] = []
        app.use((ctx) => {
          const stream = Readable.from(['never ', 'seen'])
          streams.push(stream)
          ctx.body = stream
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/')
        expect([answer.status, answer.body.toString()]).toEqual([503, 'Service Unavailable'])
        expect(errors).toEqual([outage])
        await expect.poll(() => streams.map(({ closed }) => closed)).toEqual([true])
      })

      it('has its ends carried out with the error page', async () => {
        const sessions = realSessions()
        const headers = await cookieOf(sessions)
        const { app } = await reporting(failing(sessions, outage, how, isWanted))
        app.use(async (ctx) => {
          await ctx.session.logout()
          ctx.body = 'never seen'
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/', { headers })
        expect(answer.status).toBe(503)
        expect(sessionCookies(answer.setCookies)).toEqual(deletion)
        expect(answer.headers['cache-control']).toBe('private, no-store')
      })
    })
  }

  describe.each([
    ['at once', realSessions],
    ['after a while', () => delayed(realSessions())],
  ])('and a handler that fails, committing %s', (_how, make) => {
    expectQuietProcess()

    it('keeps nothing of what it changed', async () => {
      const { app, errors } = await reporting(make())
      app.use(() => {
        throw new Error('a bug')
      })
      await using server = await serveKoa(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.setCookies]).toEqual([500, []])
      expect(errors).toMatchObject([{ message: 'a bug' }])
    })

    it('takes the cookie away after a logout, though Koa clears the headers', async () => {
      const sessions = make()
      const headers = await cookieOf(sessions)
      const { app } = await reporting(sessions)
      app.use(async (ctx) => {
        await ctx.session.logout()
        throw new Error('a bug')
      })
      await using server = await serveKoa(app)
      const answer = await send(server.origin, '/', { headers })
      expect(answer.status).toBe(500)
      expect(sessionCookies(answer.setCookies)).toEqual(deletion)
      expect(answer.headers['cache-control']).toBe('private, no-store')
    })

    it('keeps what it changed when its error is a 4xx', async () => {
      const { app } = await reporting(make())
      app.use((ctx) => ctx.throw(409, 'taken'))
      await using server = await serveKoa(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.body.toString()]).toEqual([409, 'taken'])
      expect(sessionCookies(answer.setCookies)).toHaveLength(1)
    })

    it('counts the status that a middleware above makes of it', async () => {
      const { above } = errorPage(404)
      const { app } = await reporting(make(), { above })
      app.use(() => {
        throw new Error('no such product')
      })
      await using server = await serveKoa(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.body.toString()]).toEqual([404, 'an error page'])
      expect(sessionCookies(answer.setCookies)).toHaveLength(1)
    })

    it('takes the cookie away when what fails is a middleware above, or the body', async () => {
      const circle: Record<string, unknown> = {}
      circle['circle'] = circle
      const broken: Koa.Middleware = async (_ctx, next) => {
        await next()
        throw new Error('a bug above')
      }
      for (const [above, body] of [
        [broken, 'bye'],
        [undefined, circle],
      ] as const) {
        const sessions = make()
        const headers = await cookieOf(sessions)
        const { app, errors } = await reporting(sessions, above === undefined ? {} : { above })
        app.use(async (ctx) => {
          await ctx.session.logout()
          ctx.body = body
        })
        await using server = await serveKoa(app)
        const answer = await send(server.origin, '/', { headers })
        expect(answer.status).toBe(500)
        expect(errors).toHaveLength(1)
        expect(sessionCookies(answer.setCookies)).toEqual(deletion)
        expect(answer.headers['cache-control']).toBe('private, no-store')
      }
    })
  })

  describe('and an opening that fails', () => {
    expectQuietProcess()

    it("is answered with the error's status, and reported once", async () => {
      const open = (): Promise<never> => Promise.reject(outage)
      const { app, errors } = await reporting({ ...realSessions(), open })
      await using server = await serveKoa(app)
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.setCookies]).toEqual([503, []])
      expect(errors).toEqual([outage])
    })
  })

  describe('and a client that hangs up', () => {
    expectQuietProcess()

    it.each([
      ['at once', (sessions: Sessions) => sessions],
      ['after a while', (sessions: Sessions) => delayed(sessions)],
    ])('carries out ends at once, and stops no handler, committing %s', async (_how, wrap) => {
      const real = counted(realSessions())
      const { app } = await reporting(wrap(real.sessions))
      const [reached, goOn, answered] = [signal(), signal(), signal()]
      app.use(async (ctx) => {
        reached.give()
        await goOn.given
        ctx.session.flash('after')
        ctx.body = 'nobody listens'
        answered.give()
      })
      await using server = await serveKoa(app)
      const req = get(server.origin, { agent: false }).on('error', () => {})
      await reached.given
      req.destroy()
      await expect.poll(() => real.statuses).toEqual(['gone'])
      goOn.give()
      await answered.given
      await expect.poll(() => real.statuses.slice(0, 2)).toEqual(['gone', 200])
    })
  })

  describe('and its middleware', () => {
    expectQuietProcess()

    it('opens once when it is used twice', async () => {
      let count = 0
      const real = realSessions()
      const sessions: Sessions = {
        ...real,
        open(exchange) {
          count += 1
          return real.open(exchange)
        },
      }
      const { app } = await reporting(sessions)
      app.use(koaSession(sessions))
      app.use((ctx) => {
        ctx.body = 'hello'
      })
      await using server = await serveKoa(app)
      const { setCookies } = await send(server.origin, '/')
      expect(sessionCookies(setCookies)).toHaveLength(1)
      expect(count).toBe(1)
    })

    it('is missed by a guard', async () => {
      const { default: Application } = await import('koa')
      const errors: unknown[] = []
      const app = new Application().on('error', (error) => errors.push(error))
      app.use(guard())
      await using server = await serveKoa(app)
      expect((await send(server.origin, '/')).status).toBe(500)
      expect(errors).toMatchObject([{ code: 'ERR_NO_SESSION' }])
    })
  })
})

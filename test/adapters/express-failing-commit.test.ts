/** A commit that fails becomes an error answer of Express, and nothing worse. */

import { once } from 'node:events'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { NextFunction, Request, Response } from 'express'
import { describe, expect, it } from 'vitest'
import { always, endlessly, isWanted, outage, reporting, texts } from './express-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import {
  cookieHeader,
  counted,
  delayed,
  failing,
  realSessions,
  sessionCookies,
} from './real-sessions.ts'
import { send, serve, signal } from './servers.ts'

for (const how of ['at once', 'after a while'] as const) {
  for (const where of ['none', 'before'] as const) {
    describe(`a commit that fails ${how}, compression ${where}`, () => {
      expectQuietProcess()

      it('gives its error to the framework, which answers instead', async () => {
        const { app, errors, finish } = reporting(
          failing(realSessions(), outage, how, isWanted),
          where,
        )
        app.get('/', (_req, res) => {
          res.cookie('mine', '1').set('ETag', '"1"').json({ never: 'seen' })
        })
        finish()
        await using server = await serve(app)
        const answer = await send(server.origin, '/', { headers: { 'accept-encoding': 'gzip' } })
        expect(answer.status).toBe(503)
        expect(answer.body.toString()).toBe('an error page')
        expect(answer.setCookies).toEqual([])
        expect(answer.headers.etag).not.toBe('"1"')
        expect(errors).toEqual([outage])
      })

      it('says the status of the error when the framework says none', async () => {
        const { app } = reporting(failing(realSessions(), outage, how, isWanted), where)
        app.get('/', (_req, res) => {
          res.statusMessage = 'Fine'
          res.json({ never: 'seen' })
        })
        app.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) => {
          res.send('an error page')
        })
        await using server = await serve(app)
        const answer = await send(server.origin, '/')
        expect([answer.status, answer.statusText]).toEqual([503, 'Service Unavailable'])
      })

      it('answers with an error page even when its ends fail as well', async () => {
        const real = counted(failing(realSessions(), outage, how, always))
        const { app, errors, finish } = reporting(real.sessions, where)
        app.get('/', (_req, res) => {
          res.json({ never: 'seen' })
        })
        finish()
        await using server = await serve(app)
        const answer = await send(server.origin, '/')
        expect(answer.status).toBe(503)
        expect(answer.body.toString()).toBe('an error page')
        expect(errors).toEqual([outage])
        expect(real.statuses).toEqual([200, 503])
      })

      it('is no success, whatever the error page says', async () => {
        for (const real of [realSessions(), delayed(realSessions())]) {
          const { app, errors, finish } = reporting(failing(real, outage, how, isWanted), where)
          app.get('/', (_req, res) => {
            res.json({ never: 'seen' })
          })
          finish(200)
          await using server = await serve(app)
          const answer = await send(server.origin, '/')
          expect([answer.status, answer.statusText]).toEqual([500, 'Internal Server Error'])
          expect(answer.body.toString()).toBe('an error page')
          expect(errors).toEqual([outage])
        }
      })

      it('never becomes a good answer', async () => {
        const real = counted(failing(realSessions(), outage, how, always))
        const { app, errors, finish } = reporting(real.sessions, where)
        app.get('/', (_req, res) => {
          res.json({ never: 'seen' })
        })
        finish(200)
        await using server = await serve(app)
        const answer = await send(server.origin, '/')
        expect(answer.status).toBe(503)
        expect(answer.body.toString()).toBe('Service Unavailable')
        expect(answer.headers).not.toHaveProperty('etag')
        expect(errors).toEqual([outage])
        // The page says 200, and the session is told that nobody gets what was chosen.
        expect(real.statuses).toEqual([200, 500])
      })
    })
  }

  for (const where of ['none', 'before', 'after'] as const) {
    describe(`a commit that fails ${how} under somebody who writes, compression ${where}`, () => {
      expectQuietProcess()

      it.each([
        ['a pipe', (res: Response) => Readable.from(texts()).pipe(res.type('text/plain'))],
        ['a flushed head', (res: Response) => res.type('text/event-stream').flushHeaders()],
        ['a written part', (res: Response) => res.type('text/plain').write('a part')],
      ])('sends the bare status for %s', async (_name, begin) => {
        const real = failing(realSessions(), outage, how, isWanted)
        const { app, errors, finish } = reporting(real, where)
        app.get('/', (_req, res) => {
          begin(res)
        })
        finish()
        await using server = await serve(app)
        const answer = await send(server.origin, '/', { headers: { 'accept-encoding': 'gzip' } })
        expect(answer.status).toBe(503)
        expect(answer.body.toString()).toBe('Service Unavailable')
        expect(answer.setCookies).toEqual([])
        expect(answer.headers['content-encoding']).toBeUndefined()
        await expect.poll(() => errors).toEqual([outage])
      })

      it('lets the writers come to their ends', async () => {
        const real = failing(realSessions(), outage, how, isWanted)
        const { app, finish } = reporting(real, where)
        const written = signal()
        app.get('/by-hand', async (_req, res) => {
          res.type('text/plain')
          for (const text of texts()) {
            if (res.closed) break
            if (!res.write(text)) await Promise.race([once(res, 'drain'), once(res, 'close')])
          }
          res.end()
          written.give()
        })
        const piped = signal()
        app.get('/pipeline', (_req, res) => {
          pipeline(endlessly(piped.give), res.type('text/plain')).catch(() => {})
        })
        finish()
        await using server = await serve(app)
        const headers = { 'accept-encoding': 'gzip' }
        await send(server.origin, '/by-hand', { headers })
        await written.given
        await send(server.origin, '/pipeline', { headers })
        await piped.given
      })
    })
  }

  describe(`a commit that fails ${how} under a transformed body`, () => {
    expectQuietProcess()

    it('sends the bare status, and reports the error', async () => {
      const real = failing(realSessions(), outage, how, isWanted)
      const { app, errors, finish } = reporting(real, 'after')
      app.get('/', (_req, res) => {
        res.json({ never: 'seen' })
      })
      finish()
      await using server = await serve(app)
      const answer = await send(server.origin, '/', { headers: { 'accept-encoding': 'gzip' } })
      expect(answer.status).toBe(503)
      expect(answer.body.toString()).toBe('Service Unavailable')
      await expect.poll(() => errors).toEqual([outage])
    })

    it('sends the bare status first, and reports the error then', async () => {
      const real = failing(delayed(realSessions()), outage, how, isWanted)
      const { app, errors, finish } = reporting(real, 'after')
      app.get('/', (_req, res) => {
        res.json({ never: 'seen' })
      })
      finish()
      await using server = await serve(app)
      const answer = await send(server.origin, '/')
      expect(answer.body.toString()).toBe('Service Unavailable')
      await expect.poll(() => errors).toEqual([outage])
    })

    it('survives an error handler that answers all the same', async () => {
      const { app } = reporting(failing(realSessions(), outage, how, isWanted), 'after')
      const tried = signal()
      app.get('/', (_req, res) => {
        res.json({ never: 'seen' })
      })
      app.use((_error: unknown, _req: Request, res: Response, _next: NextFunction) => {
        setImmediate(() => {
          res.status(500).json({ too: 'late' })
          tried.give()
        })
      })
      await using server = await serve(app)
      const answer = await send(server.origin, '/')
      expect(answer.status).toBe(503)
      await tried.given
    })

    it('carries out ends with the bare status', async () => {
      const sessions = realSessions()
      const { app, finish } = reporting(failing(sessions, outage, how, isWanted), 'after')
      app.get('/out', async (req, res) => {
        await req.session.logout()
        res.json({ never: 'seen' })
      })
      finish()
      const login = reporting(sessions)
      login.app.get('/in', (_req, res) => {
        res.end()
      })
      await using first = await serve(login.app)
      const { setCookies } = await send(first.origin, '/in')
      await using server = await serve(app)
      const headers = { cookie: cookieHeader(setCookies) }
      const answer = await send(server.origin, '/out', { headers })
      expect(answer.status).toBe(503)
      expect(sessionCookies(answer.setCookies)).toEqual([expect.stringMatching(/^session=;/)])
    })
  })
}

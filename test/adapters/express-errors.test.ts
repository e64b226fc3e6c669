/** What becomes of an Express answer when something else than the commit fails, or comes late. */

import type { NextFunction, Request, Response } from 'express'
import { describe, expect, it } from 'vitest'
import { outage, reporting } from './express-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import { cookieHeader, delayed, openedLate, realSessions, sessionCookies } from './real-sessions.ts'
import { send, serve } from './servers.ts'

describe('an error that the core itself throws', () => {
  expectQuietProcess()

  it('reaches the framework from a timer, and not the process', async () => {
    const { app, errors, finish } = reporting(realSessions())
    app.get('/', (req, res) => {
      req.session.set('blob', 'x'.repeat(5_000))
      setTimeout(() => res.end('never seen'), 1)
    })
    finish()
    await using server = await serve(app)
    const answer = await send(server.origin, '/')
    expect(answer.status).toBe(500)
    expect(answer.body.toString()).toBe('an error page')
    expect(errors).toMatchObject([{ code: 'ERR_COOKIE_TOO_LARGE' }])
  })
})

describe('an opening that takes its time', () => {
  expectQuietProcess()

  it('has the session there for the handler', async () => {
    const { app } = reporting(openedLate(delayed(realSessions())))
    app.get('/', (req, res) => {
      res.send(`visits: ${req.session.get('visits')}`)
    })
    await using server = await serve(app)
    const answer = await send(server.origin, '/')
    expect(answer.body.toString()).toBe('visits: 1')
    expect(sessionCookies(answer.setCookies)).toHaveLength(1)
  })

  it.each([
    ['rejects', () => Promise.reject(outage)],
    [
      'throws',
      () => {
        throw outage
      },
    ],
  ])('gives its error to the framework when it %s, and touches no cookie', async (_how, open) => {
    const { app, errors, finish } = reporting({ ...realSessions(), open })
    finish()
    await using server = await serve(app)
    const answer = await send(server.origin, '/')
    expect(answer.status).toBe(503)
    expect(answer.setCookies).toEqual([])
    expect(errors).toEqual([outage])
  })
})

describe('an answer whose head is held', () => {
  expectQuietProcess()

  it('looks like one that was sent', async () => {
    const { app } = reporting(delayed(realSessions()))
    const seen: unknown[] = []
    app.get('/', (_req, res) => {
      res.status(201).end('held')
      seen.push(res.headersSent, res.writableEnded)
      for (const change of [
        () => res.setHeader('X-Late', '1'),
        () => res.appendHeader('X-Late', '1'),
        () => res.removeHeader('X-Powered-By'),
      ]) {
        try {
          change()
          seen.push('no error')
        } catch (error) {
          seen.push(error instanceof Error && 'code' in error && error.code)
        }
      }
      res.statusCode = 404
      res.writeHead(418, { 'X-Late': '1' })
      res.write('more')
      res.end('more')
      seen.push(res.statusCode)
    })
    await using server = await serve(app)
    const answer = await send(server.origin, '/')
    const refused = 'ERR_HTTP_HEADERS_SENT'
    expect(seen).toEqual([true, true, refused, refused, refused, await lateStatusOfNode()])
    expect(answer.status).toBe(201)
    expect(answer.body.toString()).toBe('held')
    expect(answer.headers['content-length']).toBe('4')
    expect(answer.headers).not.toHaveProperty('x-late')
    expect(answer.headers).toHaveProperty('x-powered-by')
  })

  it('survives a handler that throws after it answered', async () => {
    const { app, errors, finish } = reporting(delayed(realSessions()))
    const failure = new Error('too late')
    app.get('/', (_req, res) => {
      res.json({ held: true })
      throw failure
    })
    app.use((error: unknown, _req: Request, _res: Response, next: NextFunction) => {
      // An error handler that minds its own business, as one does when the head was sent.
      next(error)
    })
    finish()
    await using server = await serve(app)
    await send(server.origin, '/').catch(() => undefined)
    expect(errors).toEqual([failure])
    expect((await send(server.origin, '/').catch(() => undefined)) ?? 'closed').toBeDefined()
  })

  it('refuses what is no chunk before it is held', async () => {
    const { app, errors, finish } = reporting(delayed(realSessions()))
    app.get('/', (_req, res) => {
      // A program without types can hand over anything.
      res.write({} as unknown as string)
    })
    finish()
    await using server = await serve(app)
    const answer = await send(server.origin, '/')
    expect(answer.status).toBe(500)
    expect(errors).toMatchObject([{ code: 'ERR_INVALID_ARG_TYPE' }])
  })
})

describe('a handler that fails', () => {
  expectQuietProcess()

  it('commits ends, and nothing else', async () => {
    for (const mode of [realSessions(), delayed(realSessions())]) {
      const { app, finish } = reporting(mode)
      app.get('/in', (_req, res) => {
        res.end()
      })
      app.get('/fail', () => {
        throw new Error('a bug')
      })
      app.get('/out', async (req) => {
        await req.session.logout()
        throw new Error('a bug')
      })
      finish()
      await using server = await serve(app)
      const first = await send(server.origin, '/in')
      const headers = { cookie: cookieHeader(first.setCookies) }
      const failed = await send(server.origin, '/fail')
      expect([failed.status, failed.setCookies]).toEqual([500, []])
      const out = await send(server.origin, '/out', { headers })
      expect(out.status).toBe(500)
      expect(sessionCookies(out.setCookies)).toEqual([expect.stringMatching(/^session=;/)])
    }
  })
})

/** What a plain response says of a status that was set when its head had been sent. */
async function lateStatusOfNode(): Promise<number> {
  let status = 0
  await using server = await serve((_req, res) => {
    res.statusCode = 201
    res.end('sent')
    res.statusCode = 404
    status = res.statusCode
  })
  const answer = await send(server.origin, '/')
  expect(answer.status).toBe(201)
  return status
}

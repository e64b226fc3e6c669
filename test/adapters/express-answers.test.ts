/** Express answers in every way, over sessions that commit at once and after a while. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sessions } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import compression from 'compression'
import express, { type Express, type Response } from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bigBody, type Way, ways } from './answers.ts'
import { expectQuietProcess } from './process-errors.ts'
import { cookieHeader, counted, delayed, realSessions, sessionCookies } from './real-sessions.ts'
import { type Answer, send, serve, signal } from './servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-express-'))
const file = join(folder, 'big.txt')
beforeAll(() => writeFileSync(file, bigBody))
afterAll(() => rmSync(folder, { recursive: true }))

interface ExpressWay extends Way {
  answer(res: Response, headArrived: Promise<void>): unknown
}

const page = { list: Array.from({ length: 200 }, (_, index) => `line ${index}`) }

const expressWays: readonly ExpressWay[] = [
  ...ways,
  {
    name: 'res.json',
    answer: (res) => res.json(page),
    body: JSON.stringify(page),
    isCompressible: true,
  },
  { name: 'res.json to HEAD', method: 'HEAD', answer: (res) => res.json(page) },
  {
    name: 'res.redirect',
    answer: (res) => res.redirect('/elsewhere'),
    status: 302,
    body: 'Found. Redirecting to /elsewhere',
  },
  {
    name: 'res.cookie and res.send',
    answer: (res) => res.cookie('mine', '1').send('hello'),
    body: 'hello',
    cookies: ['mine=1; Path=/'],
  },
  { name: 'res.sendStatus', answer: (res) => res.sendStatus(404), status: 404, body: 'Not Found' },
  {
    name: 'res.sendFile of 20 MB',
    answer: (res) => res.sendFile(file),
    body: bigBody,
    isCompressible: true,
  },
  {
    name: 'res.send to who has it already',
    answer: (res) => {
      res.req.headers['if-none-match'] = '"1"'
      res.setHeader('ETag', '"1"').send('hello')
    },
    status: 304,
  },
]

interface Setting {
  readonly compression: 'none' | 'before' | 'after'
  readonly sessions: Sessions
}

function appWith({ compression: where, sessions }: Setting): Express {
  const app = express()
  if (where === 'before') app.use(compression())
  app.use(expressSession(sessions))
  if (where === 'after') app.use(compression())
  app.use((req, _res, next) => {
    req.session.set('visits', req.session.get('visits', 0) + 1)
    next()
  })
  return app
}

async function answerTo(way: ExpressWay, setting: Setting, visitor: string): Promise<Answer> {
  const head = signal()
  const app = appWith(setting)
  app.use((_req, res) => way.answer(res, head.given))
  await using server = await serve(app)
  return await send(server.origin, '/page', {
    method: way.method,
    headers: { 'accept-encoding': 'gzip', ...(visitor === '' ? {} : { cookie: visitor }) },
    onHead: head.give,
  })
}

for (const where of ['none', 'before', 'after'] as const) {
  for (const commit of ['at once', 'after a while'] as const) {
    describe(`express, compression ${where}, committing ${commit}`, () => {
      expectQuietProcess()

      for (const way of expressWays) {
        it(`sends the session and the whole answer: ${way.name}`, async () => {
          const real = counted(realSessions())
          const sessions = commit === 'at once' ? real.sessions : delayed(real.sessions)
          const answer = await answerTo(way, { compression: where, sessions }, '')

          expect(answer.status).toBe(way.status ?? 200)
          expect(answer.body.equals(Buffer.from(way.body ?? ''))).toBe(true)
          expect(sessionCookies(answer.setCookies)).toHaveLength(1)
          const others = answer.setCookies.filter((line) => !sessionCookies([line]).length)
          expect(others).toEqual(way.cookies ?? [])
          const isCompressed = answer.headers['content-encoding'] === 'gzip'
          expect(isCompressed).toBe(where !== 'none' && way.isCompressible === true)
          expect(real.statuses).toEqual([way.status ?? 200])

          // What a big body shows, it has shown.
          if (way.body === bigBody) return
          const visitor = cookieHeader(answer.setCookies)
          const second = await answerTo(way, { compression: where, sessions }, visitor)
          expect(second.status).toBe(way.status ?? 200)
          expect(second.body.equals(answer.body)).toBe(true)
          expect(sessionCookies(second.setCookies)).toHaveLength(1)
        })
      }

      it('sends the session with a static file', async () => {
        const sessions = commit === 'at once' ? realSessions() : delayed(realSessions())
        const app = appWith({ compression: where, sessions })
        app.use(express.static(folder))
        await using server = await serve(app)
        const answer = await send(server.origin, '/big.txt')
        expect(answer.body.equals(bigBody)).toBe(true)
        expect(sessionCookies(answer.setCookies)).toHaveLength(1)
        const headers = { 'if-none-match': String(answer.headers.etag) }
        const fresh = await send(server.origin, '/big.txt', { headers })
        expect(fresh.status).toBe(304)
        expect(sessionCookies(fresh.setCookies)).toHaveLength(1)
        const part = await send(server.origin, '/big.txt', { headers: { range: 'bytes=5-14' } })
        expect(part.status).toBe(206)
        expect(part.body.equals(bigBody.subarray(5, 15))).toBe(true)
      })

      it('tells a client that waits before it sends its body to go on', async () => {
        const sessions = commit === 'at once' ? realSessions() : delayed(realSessions())
        const app = appWith({ compression: where, sessions })
        app.post('/', express.text(), (req, res) => {
          res.send(`got ${req.body}`)
        })
        await using server = await serve(app)
        const headers = { expect: '100-continue', 'content-type': 'text/plain' }
        const answer = await send(server.origin, '/', { method: 'POST', headers, body: 'a body' })
        expect(answer.body.toString()).toBe('got a body')
        expect(sessionCookies(answer.setCookies)).toHaveLength(1)
      })
    })
  }
}

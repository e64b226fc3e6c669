/** What a plain Node server sees of a session: errors, guards, hang-ups, TLS. */

import { once } from 'node:events'
import { get } from 'node:http'
import {
  connect,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from 'node:http2'
import { CoatcheckError, type Sessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/node'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { serveNode as serve } from './node-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import {
  cookieHeader,
  counted,
  delayed,
  eventLog,
  failing,
  realSessions,
  sessionCookies,
} from './real-sessions.ts'
import { listening, selfSigned, send, sendHttp2, signal } from './servers.ts'

const outage = new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store does not answer')
const isWanted = (status: number): boolean => status < 500

// Keeps what the default error handler tells stderr out of the run's output, and readable.
function watchStderr(): readonly unknown[] {
  const told: unknown[] = []
  const { error } = console
  beforeEach(() => {
    told.length = 0
    console.error = (first: unknown) => {
      told.push(first)
    }
  })
  afterEach(() => {
    console.error = error
  })
  return told
}

describe('a handler that fails', () => {
  expectQuietProcess()
  const told = watchStderr()
  const bug = new Error('a secret of the house')

  it.each([
    [
      'throws',
      () => {
        throw bug
      },
    ],
    ['rejects', () => Promise.reject(bug)],
  ])('is answered with a bare 500 when it %s, and commits nothing', async (_how, fail) => {
    for (const sessions of [realSessions(), delayed(realSessions())]) {
      await using server = await serve(sessions, (_req, res, session) => {
        session.set('visits', 1)
        res.setHeader('ETag', '"1"')
        return fail()
      })
      const answer = await send(server.origin, '/')
      expect(answer.status).toBe(500)
      expect(answer.body.toString()).toBe('Internal Server Error')
      expect(answer.setCookies).toEqual([])
      expect(answer.headers).not.toHaveProperty('etag')
      expect(told.at(-1)).toBe(bug)
    }
  })

  it('has its ends carried out', async () => {
    for (const sessions of [realSessions(), delayed(realSessions())]) {
      await using server = await serve(sessions, async (req, res, session) => {
        session.set('visits', 1)
        if (req.url === '/in') return res.end()
        await session.logout()
        throw bug
      })
      const { setCookies } = await send(server.origin, '/in')
      const out = await send(server.origin, '/', { headers: { cookie: cookieHeader(setCookies) } })
      expect(out.status).toBe(500)
      expect(sessionCookies(out.setCookies)).toEqual([expect.stringMatching(/^session=;/)])
    }
  })

  it('is answered with the status its error asks for', async () => {
    const missing = Object.assign(new Error('no such page'), { status: 404 })
    await using server = await serve(realSessions(), () => Promise.reject(missing))
    const answer = await send(server.origin, '/')
    expect([answer.status, answer.body.toString()]).toEqual([404, 'Not Found'])
    expect(told).toEqual([])
  })

  it('has its connection closed when part of its answer was sent', async () => {
    await using server = await serve(realSessions(), (_req, res) => {
      res.write('a part', () => {
        res.emit('written')
      })
      return new Promise((_resolve, reject) => res.once('written', () => reject(bug)))
    })
    await expect(send(server.origin, '/')).rejects.toThrow('aborted')
  })

  it('keeps the answer it had completed', async () => {
    await using server = await serve(delayed(realSessions()), (_req, res) => {
      res.end('complete')
      throw bug
    })
    const answer = await send(server.origin, '/')
    expect([answer.status, answer.body.toString()]).toEqual([200, 'complete'])
    expect(told).toEqual([bug])
  })

  it('is answered even when the error handler fails as well', async () => {
    const options = { onError: () => Promise.reject(new Error('another bug')) }
    await using server = await serve(realSessions(), () => Promise.reject(bug), options)
    expect((await send(server.origin, '/')).status).toBe(500)
  })

  it('is answered by onError', async () => {
    const seen: unknown[] = []
    await using server = await serve(realSessions(), () => Promise.reject(bug), {
      onError(error, req, res) {
        seen.push(error, req.url)
        res.writeHead(500, { 'Content-Type': 'text/html' }).end('<h1>Sorry</h1>')
      },
    })
    const answer = await send(server.origin, '/page')
    expect([answer.status, answer.body.toString()]).toEqual([500, '<h1>Sorry</h1>'])
    expect(seen).toEqual([bug, '/page'])
  })
})

describe('a session that fails', () => {
  expectQuietProcess()
  const told = watchStderr()

  it.each(['at once', 'after a while'] as const)(
    'to be committed %s makes an error of the answer',
    async (how) => {
      const sessions = failing(realSessions(), outage, how, isWanted)
      await using server = await serve(sessions, (_req, res, session) => {
        session.set('visits', 1)
        res.writeHead(200, { 'Set-Cookie': 'mine=1' }).end('never seen')
      })
      const answer = await send(server.origin, '/')
      expect([answer.status, answer.body.toString()]).toEqual([503, 'Service Unavailable'])
      expect(answer.setCookies).toEqual([])
      expect(told).toEqual([outage])
    },
  )

  it('to be opened makes an error of the answer', async () => {
    const sessions = { ...realSessions(), open: () => Promise.reject(outage) }
    await using server = await serve(sessions, (_req, res) => res.end('never seen'))
    const answer = await send(server.origin, '/')
    expect([answer.status, answer.setCookies]).toEqual([503, []])
  })

  it.each(['at once', 'after a while'] as const)(
    'to be committed %s makes an error of an HTTP/2 answer',
    async (how) => {
      const sessions = failing(realSessions(), outage, how, isWanted)
      for (const isStream of [false, true]) {
        const listener = withSession(
          sessions,
          (_req: Http2ServerRequest, res: Http2ServerResponse, session) => {
            session.set('visits', 1)
            if (isStream) res.write('never seen')
            else res.end('never seen')
          },
        )
        await using server = await listening(createSecureServer(selfSigned(), listener), 'https')
        const answer = await sendHttp2(server.origin, '/')
        expect([answer.status, answer.body.toString()]).toEqual([503, 'Service Unavailable'])
        expect(answer.setCookies).toEqual([])
      }
    },
  )
})

describe('a commit that fails under somebody who writes to HTTP/2', () => {
  expectQuietProcess()
  watchStderr()

  it('lets the writer come to its end', async () => {
    const sessions = failing(realSessions(), outage, 'after a while', isWanted)
    const written = signal()
    const listener = withSession(
      sessions,
      async (_req: Http2ServerRequest, res: Http2ServerResponse, session) => {
        session.set('visits', 1)
        for (let index = 0; index < 5; index += 1) {
          if (!res.write('never seen')) await once(res, 'drain')
        }
        res.end()
        written.give()
      },
    )
    await using server = await listening(createSecureServer(selfSigned(), listener), 'https')
    expect((await sendHttp2(server.origin, '/')).status).toBe(503)
    await written.given
  })
})

describe('a client that hangs up', () => {
  expectQuietProcess()

  it.each(['at once', 'after a while'])('has its ends carried out %s', async (how) => {
    const log = eventLog()
    const real = counted(realSessions(log.onEvent))
    const reached = signal()
    const wrapped = how === 'at once' ? real.sessions : delayed(real.sessions)
    await using server = await serve(wrapped, async (req, res, session) => {
      session.set('visits', 1)
      if (req.url === '/in') return res.end()
      await session.logout()
      return reached.give()
    })
    const { setCookies } = await send(server.origin, '/in')
    const headers = { cookie: cookieHeader(setCookies) }
    const req = get(`${server.origin}/out`, { headers, agent: false }).on('error', () => {})
    await reached.given
    req.destroy()
    await expect
      .poll(() => log.events)
      .toContainEqual(expect.objectContaining({ type: 'committed', change: 'end' }))
    expect(real.statuses).toEqual([200, 'gone'])
  })

  it('of HTTP/2 during a hold does no harm', async () => {
    const real = counted(realSessions())
    const held = signal()
    const sessions: Sessions = {
      ...real.sessions,
      commit(session, exchange) {
        held.give()
        return delayed(real.sessions).commit(session, exchange)
      },
    }
    const listener = withSession(
      sessions,
      (_req: Http2ServerRequest, res: Http2ServerResponse, session) => {
        session.set('visits', 1)
        res.write('held')
        res.end('held')
      },
    )
    await using server = await listening(createSecureServer(selfSigned(), listener), 'https')
    const client = connect(server.origin, { rejectUnauthorized: false })
    const stream = client.request({ ':path': '/' }).on('error', () => {})
    await held.given
    stream.destroy()
    client.destroy()
    await expect.poll(() => real.statuses).toEqual([200])
  })
})

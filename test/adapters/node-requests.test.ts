import type { ServerResponse } from 'node:http'
import { createServer as createHttpsServer, request } from 'node:https'
import { connect as connectTcp } from 'node:net'
import type { Session } from 'coatcheck'
import { guard, withSession } from 'coatcheck/adapters/node'
import { requireLogin } from 'coatcheck/guards/login'
import { describe, expect, it } from 'vitest'
import { serveNode as serve } from './node-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import { cookieHeader, counted, delayed, realSessions } from './real-sessions.ts'
import { listening, selfSigned, send } from './servers.ts'

describe('a request that tells nothing of its host', () => {
  expectQuietProcess()

  it.each([
    ['no host', 'GET / HTTP/1.0\r\n\r\n'],
    ['a host that is none', 'GET / HTTP/1.1\r\nHost: a b@c/d\r\nConnection: close\r\n\r\n'],
    ['a target that is no path', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a target of two slashes', 'GET //// HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
    ['a whole URL', 'GET http://localhost/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ])('gets a Secure cookie: %s', async (_name, request) => {
    await using server = await serve(realSessions(), (_req, res, session) => {
      session.set('visits', 1)
      res.end('fine')
    })
    const answer = await raw(server.origin, request)
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
    expect(answer).toMatch(/\r\nSet-Cookie: __Host-Http-session=[^;]+; .*Secure/i)
    expect(answer).not.toMatch(/\r\nSet-Cookie: session=/i)
  })
})

describe('a head of status 101', () => {
  expectQuietProcess()

  it('commits nothing', async () => {
    for (const wrap of [realSessions, () => delayed(realSessions())]) {
      const real = counted(wrap())
      await using server = await serve(real.sessions, (_req, res, session) => {
        session.set('visits', 1)
        res.writeHead(101, { Connection: 'Upgrade', Upgrade: 'echo' })
        res.end()
        res.socket?.end()
      })
      const answer = await raw(server.origin, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')
      expect(answer).toMatch(/^HTTP\/1\.1 101 /)
      expect(answer).not.toMatch(/Set-Cookie/i)
      expect(real.statuses).toEqual([])
    }
  })
})

describe('requests in a row on one connection', () => {
  expectQuietProcess()

  it('are answered in their order, each with its own session', async () => {
    await using server = await serve(delayed(realSessions()), (req, res, session) => {
      session.set('visits', 1)
      res.end(`answer to ${req.url}`)
    })
    const answers = await raw(
      server.origin,
      'GET /1 HTTP/1.1\r\nHost: x\r\n\r\n' +
        'GET /2 HTTP/1.1\r\nHost: x\r\n\r\n' +
        'GET /3 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n',
    )
    expect(answers.match(/answer to \/\d/g)).toEqual([
      'answer to /1',
      'answer to /2',
      'answer to /3',
    ])
    const cookies = answers.match(/(?<=Set-Cookie: )[^;]+/gi)
    expect(new Set(cookies).size).toBe(3)
  })
})

function raw(origin: string, request: string): Promise<string> {
  const { hostname, port } = new URL(origin)
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connectTcp(Number(port), hostname, () => socket.write(request))
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.on('error', reject)
    socket.on('end', () => {
      socket.end()
      resolve(answer)
    })
  })
}

describe('node:https', () => {
  it('gets a Secure cookie with its prefix', async () => {
    const listener = withSession(realSessions(), (_req, res, session) => {
      session.set('visits', 1)
      res.end('over HTTP/2 and HTTP/1.1 alike')
    })
    await using server = await listening(createHttpsServer(selfSigned(), listener), 'https')
    const { hostname, port } = new URL(server.origin)
    const setCookies = await new Promise<readonly string[]>((resolve, reject) => {
      request({ hostname, port, rejectUnauthorized: false, agent: false }, (res) => {
        res.resume()
        resolve(res.headers['set-cookie'] ?? [])
      })
        .on('error', reject)
        .end()
    })
    expect(setCookies).toEqual([expect.stringMatching(/^__Host-Http-session=/)])
  })
})

describe('guard', () => {
  it('answers a refusal instead of the handler, and commits the session with it', async () => {
    for (const sessions of [realSessions(), delayed(realSessions())]) {
      const membersOnly = guard(requireLogin({ loginPath: '/login' }))
      const inside = membersOnly((_req, res: ServerResponse, session: Session) =>
        res.end(`Hello, ${session.subject}!`),
      )
      await using server = await serve(sessions, (req, res, session) => {
        if (req.url !== '/login') return inside(req, res, session)
        session.login('ada')
        return res.end()
      })
      const refused = await send(server.origin, '/inside')
      expect([refused.status, refused.headers.location]).toEqual([302, '/login?next=/inside'])
      const { setCookies } = await send(server.origin, '/login')
      const headers = { cookie: cookieHeader(setCookies) }
      const welcome = await send(server.origin, '/inside', { headers })
      expect(welcome.body.toString()).toBe('Hello, ada!')
    }
  })
})

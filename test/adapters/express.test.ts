/** What Express sees of a session, and its guards. */

import { CoatcheckError } from 'coatcheck'
import { expressSession, guard } from 'coatcheck/adapters/express'
import { requireLogin } from 'coatcheck/guards/login'
import express, { type NextFunction, type Request, type Response } from 'express'
import { describe, expect, it } from 'vitest'
import { reporting } from './express-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import { cookieHeader, counted, delayed, realSessions, sessionCookies } from './real-sessions.ts'
import { send, serve } from './servers.ts'

describe('expressSession', () => {
  expectQuietProcess()

  it('opens one session when it is mounted twice', async () => {
    const real = counted(realSessions())
    const app = express()
    app.use(expressSession(real.sessions))
    app.use('/in', expressSession(real.sessions), (req, res) => {
      req.session.set('visits', 1)
      res.end()
    })
    await using server = await serve(app)
    const answer = await send(server.origin, '/in')
    expect(sessionCookies(answer.setCookies)).toHaveLength(1)
    expect(real.statuses).toEqual([200])
  })

  it('says that a change after the head comes too late', async () => {
    const { app } = reporting(delayed(realSessions()))
    app.get('/', (req, res) => {
      res.write('the head is out, ', () => {
        try {
          req.session.set('visits', 2)
        } catch (error) {
          res.end(error instanceof CoatcheckError ? error.code : 'another error')
        }
      })
    })
    await using server = await serve(app)
    const answer = await send(server.origin, '/')
    expect(answer.body.toString()).toBe('the head is out, ERR_HEADERS_SENT')
  })

  it('sees the URL as it was sent, however deep in routers', async () => {
    const real = realSessions()
    const urls: string[] = []
    const app = express()
    const router = express.Router()
    router.use(
      expressSession({
        ...real,
        open(exchange) {
          urls.push(exchange.url)
          return real.open(exchange)
        },
      }),
    )
    router.get('/page', (_req, res) => {
      res.end()
    })
    app.use('/deep', router)
    await using server = await serve(app)
    await send(server.origin, '/deep/page?q=1')
    expect(urls).toEqual([`${server.origin}/deep/page?q=1`])
  })
})

describe('guard', () => {
  expectQuietProcess()

  it('answers a refusal, and commits the session with it', async () => {
    for (const mode of [realSessions(), delayed(realSessions())]) {
      const { app } = reporting(mode)
      const router = express.Router()
      router.get('/inside', guard(requireLogin({ loginPath: '/login' })), (_req, res) => {
        res.end('welcome')
      })
      app.get('/login', (req, res) => {
        req.session.login('ada')
        res.end()
      })
      app.use('/deep', router)
      await using server = await serve(app)
      const refused = await send(server.origin, '/deep/inside')
      expect(refused.status).toBe(302)
      expect(refused.headers.location).toBe('/login?next=/deep/inside')
      expect(sessionCookies(refused.setCookies)).toHaveLength(1)
      const { setCookies } = await send(server.origin, '/login')
      const headers = { cookie: cookieHeader(setCookies) }
      const welcome = await send(server.origin, '/deep/inside', { headers })
      expect(welcome.body.toString()).toBe('welcome')
    }
  })

  it('adds the headers of those that pass, and keeps what Vary says already', async () => {
    const { app } = reporting(realSessions())
    const passing = guard(
      () => ({ type: 'pass', headers: { Vary: 'Sec-Fetch-Site', 'X-Guard': 'passed' } }),
      () => undefined,
    )
    app.get('/', (_req, res, next) => {
      res.vary('Accept')
      next()
    })
    app.get('/', passing, (_req, res) => {
      res.end()
    })
    await using server = await serve(app)
    const { headers } = await send(server.origin, '/')
    expect(headers['x-guard']).toBe('passed')
    expect(headers.vary).toBe('Accept, Sec-Fetch-Site, Cookie')
  })

  it('says what is missing where no session was opened', async () => {
    const app = express()
    const errors: unknown[] = []
    app.get('/', guard(requireLogin({ loginPath: '/login' })))
    app.use((error: unknown, _req: Request, res: Response, _next: NextFunction) => {
      errors.push(error)
      res.sendStatus(500)
    })
    await using server = await serve(app)
    await send(server.origin, '/')
    expect(errors).toMatchObject([{ code: 'ERR_NO_SESSION' }])
  })
})

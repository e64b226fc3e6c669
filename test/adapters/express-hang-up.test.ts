/** A client that hangs up on an Express app. */

import { get } from 'node:http'
import { Readable } from 'node:stream'
import type { SessionData, Sessions } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { endless, reporting, texts } from './express-apps.ts'
import { expectQuietProcess } from './process-errors.ts'
import {
  cookieHeader,
  counted,
  delayed,
  eventLog,
  realSessions,
  storedSessions,
} from './real-sessions.ts'
import { send, serve, signal } from './servers.ts'

describe('a client that hangs up', () => {
  expectQuietProcess()

  it.each(['at once', 'after a while'])(
    'before the head has its ends carried out, committing %s',
    async (how) => {
      const log = eventLog()
      const real = counted(realSessions(log.onEvent))
      const sessions = how === 'at once' ? real.sessions : delayed(real.sessions)
      const { app } = reporting(sessions)
      const reached = signal()
      app.get('/in', (_req, res) => {
        res.end()
      })
      app.get('/out', async (req) => {
        await req.session.logout()
        reached.give()
      })
      await using server = await serve(app)
      const { setCookies } = await send(server.origin, '/in')
      const headers = { cookie: cookieHeader(setCookies) }
      const req = get(`${server.origin}/out`, { headers, agent: false }).on('error', () => {})
      await reached.given
      req.destroy()
      await expect
        .poll(() => log.events)
        .toContainEqual(expect.objectContaining({ type: 'committed', change: 'end' }))
      expect(real.statuses).toEqual([200, 'gone'])
    },
  )

  it('during a hold has its session committed', async () => {
    const real = counted(realSessions())
    const held = signal()
    const { app } = reporting({
      ...real.sessions,
      commit(session, exchange) {
        held.give()
        return delayed(real.sessions).commit(session, exchange)
      },
    })
    app.get('/', (_req, res) => {
      Readable.from(texts()).pipe(res)
    })
    await using server = await serve(app)
    const req = get(server.origin, { agent: false }).on('error', () => {})
    await held.given
    req.destroy()
    await expect.poll(() => real.statuses).toEqual([200])
  })

  it('in the middle of a stream ends that stream and nothing else', async () => {
    for (const where of ['none', 'before', 'after'] as const) {
      const real = counted(realSessions())
      const { app } = reporting(delayed(real.sessions), where)
      const closed = signal()
      app.get('/', (_req, res) => {
        const source = Readable.from(endless())
        res.type('text/plain').on('close', () => {
          source.destroy()
          closed.give()
        })
        source.pipe(res)
      })
      await using server = await serve(app)
      const headers = { 'accept-encoding': 'gzip' }
      const req = get(server.origin, { headers, agent: false }, (res) => {
        res.once('data', () => req.destroy())
        res.on('error', () => {})
      }).on('error', () => {})
      await closed.given
      expect(real.statuses).toEqual([200])
    }
  })

  it.each([
    ['at once', (sessions: Sessions) => sessions],
    ['after a while', delayed<SessionData>],
  ])(
    'stops no handler, which may change its session and answer, committing %s',
    async (_how, wrap) => {
      const real = counted(realSessions())
      const { app } = reporting(wrap(real.sessions))
      const [reached, goOn, answered] = [signal(), signal(), signal()]
      app.get('/', async (req, res) => {
        req.session.flash('before')
        reached.give()
        await goOn.given
        req.session.flash('after')
        res.json({ nobody: 'listens' })
        answered.give()
      })
      await using server = await serve(app)
      const req = get(server.origin, { agent: false }).on('error', () => {})
      await reached.given
      req.destroy()
      await new Promise((resolve) => req.once('close', resolve))
      await expect.poll(() => real.statuses).toEqual(['gone'])
      goOn.give()
      await answered.given
      await expect.poll(() => real.statuses).toEqual(['gone', 200])
    },
  )

  it.each([
    ['in its cookie', realSessions],
    ['in a store', storedSessions],
  ])('stops no handler that has not looked at its session yet, kept %s', async (_where, make) => {
    const real = counted(make())
    const app = express().use(expressSession(real.sessions))
    const [reached, goOn, changed] = [signal(), signal(), signal()]
    let thrown: unknown
    app.get('/', async (req, res) => {
      reached.give()
      await goOn.given
      try {
        req.session.flash('after')
      } catch (error) {
        thrown = error
      }
      res.end()
      changed.give()
    })
    await using server = await serve(app)
    const req = get(server.origin, { agent: false }).on('error', () => {})
    await reached.given
    req.destroy()
    await expect.poll(() => real.statuses).toEqual(['gone'])
    goOn.give()
    await changed.given
    expect(thrown).toBeUndefined()
    await expect.poll(() => real.statuses).toEqual(['gone', 200])
  })
})

describe('a session kept in a store', () => {
  expectQuietProcess()

  it('is there for the next request, and over after a logout nobody waited for', async () => {
    const { app } = reporting(storedSessions())
    const reached = signal()
    app.get('/in', (_req, res) => {
      res.redirect('/')
    })
    app.get('/state', (req, res) => {
      res.send(req.session.isNew ? 'new' : 'known')
    })
    app.get('/out', async (req) => {
      await req.session.logout()
      reached.give()
    })
    await using server = await serve(app)
    const { setCookies } = await send(server.origin, '/in')
    const headers = { cookie: cookieHeader(setCookies) }
    const state = async (): Promise<string> =>
      (await send(server.origin, '/state', { headers })).body.toString()
    expect(await state()).toBe('known')
    const req = get(`${server.origin}/out`, { headers, agent: false }).on('error', () => {})
    await reached.given
    req.destroy()
    await expect.poll(state).toBe('new')
  })
})

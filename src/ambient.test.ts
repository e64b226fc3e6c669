import { AsyncResource } from 'node:async_hooks'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as later } from 'node:timers/promises'
import { inspect } from 'node:util'
import { createSessions, type Session } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import { withSession } from 'coatcheck/adapters/web'
import { runWithSession, session } from 'coatcheck/ambient'
import express from 'express'
import { describe, expect, it } from 'vitest'
import { webExchange } from './adapters/web-exchange.ts'
import { CoatcheckError } from './errors.ts'

declare module 'coatcheck' {
  interface SessionData {
    /** Only the tests of the ambient session use it. */
    ambientVisits?: number
  }
}

const sessions = createSessions({ secrets: 'kPjYtXnQ8c1mB4sLw0ZrVfHdGa6TqUe2' })

async function openSession(): Promise<Session> {
  return sessions.open(webExchange(new Request('https://shop.example/'), undefined))
}

// Every member a session has, asked of a real one rather than listed.
const members = Object.getOwnPropertyNames(Object.getPrototypeOf(await openSession())).filter(
  (name) => name !== 'constructor',
)

describe('session, in a request', () => {
  it('has every member of a session, and no other', () => {
    expect(Object.getOwnPropertyNames(session).sort()).toEqual([...members].sort())
  })

  it('is the session of the request', async () => {
    const running = await openSession()
    runWithSession(running, () => {
      session.set('ambientVisits', session.get('ambientVisits', 0) + 1)
      session.login('ada')
      session.permanent = true
      session.flash('Saved')
    })
    expect(running.data).toEqual({ ambientVisits: 1 })
    expect([running.subject, running.permanent]).toEqual(['ada', true])
    expect(running.takeFlashes()).toEqual([{ text: 'Saved', category: 'message' }])
  })

  it('gives what each member of the session gives', async () => {
    const running = await openSession()
    running.set('ambientVisits', 3)
    runWithSession(running, () => {
      expect(session.data).toBe(running.data)
      expect([session.has('ambientVisits'), session.pop('ambientVisits', 0)]).toEqual([true, 3])
      expect([session.isNew, session.handle]).toEqual([running.isNew, running.handle])
      expect(session.expiresAt).toBe(running.expiresAt)
      expect(JSON.stringify(session)).toBe('{}')
    })
  })

  it('has methods that can be taken apart', async () => {
    const running = await openSession()
    const visits = runWithSession(running, () => {
      const { setDefault, get } = session
      setDefault('ambientVisits', 7)
      return get('ambientVisits')
    })
    expect(visits).toBe(7)
  })

  it('stays that of its own request across everything that is awaited', async () => {
    const visit = async (visits: number): Promise<number | undefined> =>
      runWithSession(await openSession(), async () => {
        session.set('ambientVisits', visits)
        await later(visits % 3)
        await Promise.all([later(1), session.isLive()])
        return session.get('ambientVisits')
      })
    const numbers = Array.from({ length: 50 }, (_, i) => i)
    expect(await Promise.all(numbers.map(visit))).toEqual(numbers)
  })

  it('gives what the function gives, and throws what it throws', async () => {
    const running = await openSession()
    expect(runWithSession(running, () => 5)).toBe(5)
    expect(() => runWithSession(running, () => raise())).toThrow('on purpose')
  })

  it('is that of the innermost call', async () => {
    const [outer, inner] = [await openSession(), await openSession()]
    runWithSession(outer, () => {
      runWithSession(inner, () => session.set('ambientVisits', 1))
      expect(session.has('ambientVisits')).toBe(false)
    })
  })

  it('is what console.log shows', async () => {
    const running = await openSession()
    running.set('ambientVisits', 1)
    expect(runWithSession(running, () => inspect(session))).toBe(inspect(running))
  })

  it('mounts in one line beside an adapter', async () => {
    const greet = (): Response => new Response(`visits: ${session.get('ambientVisits', 0)}`)
    const handle = withSession(sessions, (_request, running) => runWithSession(running, greet))
    const answer = await handle(new Request('https://shop.example/'))
    expect(await answer.text()).toBe('visits: 0')
  })
})

describe('session, outside a request', () => {
  it.each(members)('refuses %s with ERR_NO_SESSION', (name) => {
    expect(() => Reflect.get(session, name)).toThrow(CoatcheckError)
    expect(() => Reflect.get(session, name)).toThrow(
      expect.objectContaining({ code: 'ERR_NO_SESSION', status: 500 }),
    )
  })

  it('refuses what is assigned', () => {
    expect(() => {
      session.permanent = true
    }).toThrow(expect.objectContaining({ code: 'ERR_NO_SESSION' }))
  })

  it('names both mends', () => {
    expect(() => session.data).toThrow(/runWithSession.*AsyncResource\.bind/)
  })

  it('can be looked at, spread, cloned and awaited all the same', async () => {
    expect(inspect(session)).toBe('Session (outside a request)')
    expect({ ...session }).toEqual({})
    expect(structuredClone(session)).toEqual({})
    expect(await session).toBe(session)
  })
})

describe('session, in an Express app', () => {
  it('is there behind a body parser', async () => {
    const answer = await post('/parsed', JSON.stringify({ note: 'x'.repeat(50_000) }))
    expect(await answer.json()).toEqual({ subject: 'ada', characters: 50_000 })
    expect(answer.headers.getSetCookie()).toHaveLength(1)
  })

  it('is there in a listener on the body that AsyncResource.bind wraps', async () => {
    const answer = await post('/bare', 'x'.repeat(500_000))
    expect(await answer.json()).toEqual({ subject: null, bytes: 500_000 })
  })
})

async function post(path: string, body: string): Promise<Response> {
  const app = express()
  app.use(expressSession(sessions))
  app.use((req, _res, next) => runWithSession(req.session, next))
  app.post('/parsed', express.json(), (req, res) => {
    session.login('ada')
    res.json({ subject: session.subject, characters: req.body.note.length })
  })
  app.post('/bare', (req, res) => {
    let bytes = 0
    req.on('data', (chunk: Buffer) => {
      bytes += chunk.length
    })
    req.on(
      'end',
      AsyncResource.bind(() => res.json({ subject: session.subject, bytes })),
    )
  })
  const server = app.listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    // A server that listens on a port always has an address of this shape.
    const { port } = server.address() as AddressInfo
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body, headers })
    return new Response(await answer.text(), answer)
  } finally {
    server.close()
    server.closeAllConnections()
  }
}

function raise(): never {
  throw new Error('on purpose')
}

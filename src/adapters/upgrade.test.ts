import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import {
  CoatcheckError,
  createSessions,
  type Options,
  type Session,
  type Sessions,
} from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { openUpgrade } from './upgrade.ts'
import { withSession } from './web.ts'

interface Data {
  note: string
}

const secrets = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const hour = 3_600

const kinds: Readonly<Record<string, () => Partial<Options<Data>>>> = {
  'in the cookie': () => ({}),
  'in a store': () => ({ store: memoryStore() }),
}

function sessionsOf(options: Partial<Options<Data>>): Sessions<Data> {
  return createSessions<Data>({ secrets, onEvent: () => {}, store: undefined, ...options })
}

/** Gives the cookie of a visitor who is logged in. */
async function cookieOf(sessions: Sessions<Data>): Promise<string> {
  const answer = await withSession<Data>(sessions, (_request, session) => {
    session.login('ada')
    session.set('note', 'kept')
    return new Response(null)
  })(new Request('http://127.0.0.1/'))
  return answer.headers.getSetCookie().join().replace(/;.*/, '')
}

/** Sends a request for an upgrade to a real server, and gives it as that server got it. */
async function upgrade(headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo
  const sent = request({
    port,
    headers: { Connection: 'Upgrade', Upgrade: 'websocket', ...headers },
  })
  const isOver = once(sent, 'error')
  sent.end()
  const [req, socket] = await once(server, 'upgrade')
  socket.destroy()
  await isOver
  server.close()
  return req
}

async function opened(sessions: Sessions<Data>, cookie: string): Promise<Session<Data>> {
  return openUpgrade(sessions, await upgrade({ cookie }))
}

describe.each(Object.entries(kinds))('openUpgrade, with sessions %s', (kind, options) => {
  it('gives the session that the request brought', async () => {
    const sessions = sessionsOf(options())
    const session = await opened(sessions, await cookieOf(sessions))
    expect([session.subject, session.get('note'), session.isNew]).toEqual(['ada', 'kept', false])
    expect(await session.isLive()).toBe(true)
  })

  it('gives it also when it would be touched elsewhere', async () => {
    let time = 1_800_000_000
    const sessions = sessionsOf({ ...options(), now: () => time })
    const cookie = await cookieOf(sessions)
    time += 8 * hour
    expect((await opened(sessions, cookie)).subject).toBe('ada')
  })

  it.each([
    ['a garbage value', 'session=garbage'],
    ['nothing', ''],
    ['garbage pairs', 'a=b; ; ='],
    ['too much', `session=${'x'.repeat(9_000)}`],
  ])('gives a fresh one for a cookie header of %s', async (_what, cookie) => {
    const session = await opened(sessionsOf(options()), cookie)
    expect([session.subject, session.isNew]).toEqual([null, true])
  })

  it('refuses what needs a cookie', async () => {
    const sessions = sessionsOf(options())
    const session = await opened(sessions, await cookieOf(sessions))
    const tooLate = expect.objectContaining({ code: 'ERR_HEADERS_SENT' })
    expect(() => session.set('note', 'late')).toThrow(tooLate)
    expect(() => session.login('grace')).toThrow(tooLate)
    expect(() => {
      session.data.note = 'late'
    }).toThrow(tooLate)
    expect(session.get('note')).toBe('kept')
  })

  if (kind === 'in the cookie') {
    it('has no place to write to', async () => {
      const sessions = sessionsOf(options())
      const session = await opened(sessions, await cookieOf(sessions))
      await expect(session.update(() => 1)).rejects.toThrow(/head/)
    })
  } else {
    it('updates at once, and what it wrote is there for the next', async () => {
      const sessions = sessionsOf(options())
      const cookie = await cookieOf(sessions)
      const session = await opened(sessions, cookie)
      await session.update((data) => {
        data.note = 'updated'
      })
      expect((await opened(sessions, cookie)).get('note')).toBe('updated')
    })

    it('logs out at once, which ends what other connections have open', async () => {
      const sessions = sessionsOf(options())
      const cookie = await cookieOf(sessions)
      const [one, another] = [await opened(sessions, cookie), await opened(sessions, cookie)]
      await one.logout()
      expect(await another.isLive()).toBe(false)
      await expect(another.update(() => 1)).rejects.toMatchObject({ code: 'ERR_SESSION_ENDED' })
      expect((await opened(sessions, cookie)).subject).toBe(null)
    })
  }
})

describe('openUpgrade, when the store cannot be read', () => {
  it('opens, and the session says so when it is used', async () => {
    const store = memoryStore()
    const sessions = sessionsOf({ store })
    const cookie = await cookieOf(sessions)
    const failure = new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store is out of order')
    const broken = { ...store, load: () => Promise.reject(failure) }
    const session = await opened(sessionsOf({ store: broken }), cookie)
    expect(() => session.subject).toThrow(
      expect.objectContaining({ code: 'ERR_STORE_UNAVAILABLE' }),
    )
  })
})

describe('withSession on the web, when a runtime answers an upgrade by itself', () => {
  it('passes on that it did also when the session would be touched elsewhere', async () => {
    let time = 1_800_000_000
    const sessions = sessionsOf({ now: () => time })
    const cookie = await cookieOf(sessions)
    time += 8 * hour
    const errors: unknown[] = []
    const answer = await withSession<Data, [], Response | undefined>(
      sessions,
      (_request, session) => (session.subject === 'ada' ? undefined : new Response('no')),
      {
        onError(error) {
          errors.push(error)
          return new Response(null, { status: 500 })
        },
      },
    )(new Request('http://127.0.0.1/socket', { headers: { cookie } }))
    expect([answer?.status, errors]).toEqual([undefined, []])
  })
})

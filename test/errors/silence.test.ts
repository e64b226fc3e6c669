import { inspect } from 'node:util'
import { createSessions, type Session, type SessionEvent } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Choices, localShop, secretA, secretB, secureName, shop } from '../promises/visitor.ts'

type Data = Record<string, unknown>

const note = 'a-note-that-nobody-else-may-read'
const subject = 'ada@shop.example'

// Everything that the console was given, by any of its functions.
const printed: unknown[] = []

beforeEach(() => {
  printed.length = 0
  for (const method of ['error', 'warn', 'info', 'log', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...args) => void printed.push(...args))
  }
})

afterEach(() => {
  vi.restoreAllMocks()
})

/** Tells a whole life and its mishaps, and gives all that was seen and all that was said of it. */
async function life(url: string, options: Choices<Data> = {}) {
  const events: SessionEvent[] = []
  const cookies: string[] = []
  const onEvent = (event: SessionEvent): void => void events.push(event)
  const sessions = createSessions<Data>({ secrets: [secretA, secretB], onEvent, ...options })
  let cookie = ''
  const visit = async (
    handle: (session: Session<Data>) => unknown,
    { status = 200, sent = cookie } = {},
  ): Promise<void> => {
    const answer = await withSession(sessions, async (_request, session) => {
      await handle(session)
      console.log(session, `${inspect(session)}`)
      return new Response('x', { status })
    })(new Request(url, { headers: { cookie: sent, origin: url.slice(0, -1) } }))
    for (const line of answer.headers.getSetCookie()) {
      ;[cookie = ''] = line.split(';')
      cookies.push(cookie.slice(cookie.indexOf('=') + 1))
    }
    await answer.text()
  }
  await visit((session) => {
    session.set('note', note)
    session.flash(note)
  })
  await visit((session) => session.login(subject))
  await visit((session) => session.get('note'))
  await visit((session) => session.set('note', `${note}!`), { status: 500 })
  await visit((session) => session.set('bad', { note, fn: () => note }))
  await visit((session) => session.set('big', note.repeat(300)))
  await visit((session) => session.login(note.repeat(300)))
  await visit((session) =>
    session.update(() => {
      throw new RangeError('The function failed')
    }),
  )
  await visit((session) => session.subject, { sent: cookie.replace(/.{4}$/, 'AAAA') })
  await visit((session) => session.subject, { sent: `${cookie}; ${cookie}; ${cookie}x` })
  await visit((session) => session.subject, { sent: `${cookie.split('=')[0]}=${note}` })
  const held: Data[] = []
  await visit((session) => held.push(session.data))
  for (const data of held) data['note'] = 'late'
  await visit((session) => session.logout())
  return { events, cookies: cookies.filter((value) => value !== '') }
}

const secrets = [secretA, secretB, note, subject]

describe.each([
  ['over https', shop],
  ['on one machine', localShop],
  ['over plain http elsewhere', 'http://192.0.2.7/'],
])('a whole life %s', (_where, url) => {
  it('is reported without a secret, a cookie value, an id or a value of its data', async () => {
    const { events, cookies } = await life(url)
    const told = inspect(events, { depth: 9, maxArrayLength: null, maxStringLength: null })
    expect(cookies.length).toBeGreaterThan(1)
    for (const secret of [...secrets, ...cookies]) expect(told).not.toContain(secret)
    for (const { type } of events) expect(type).toMatch(/^[a-z-]+$/)
    expect(new Set(events.map(({ type }) => type)).size).toBeGreaterThan(3)
  })

  it('puts none of them on the console', async () => {
    const { cookies } = await life(url)
    const told = inspect(printed, { depth: 9, maxArrayLength: null, maxStringLength: null })
    expect(printed.length).toBeGreaterThan(10)
    for (const secret of [...secrets, ...cookies]) expect(told).not.toContain(secret)
  })
})

describe('events', () => {
  it('hold plain texts and numbers only, no session and no buffer', async () => {
    const { events } = await life(shop)
    for (const event of events) {
      expect(JSON.parse(JSON.stringify(event))).toEqual(event)
    }
  })

  it('name a session by its handle, the same in all of its life', async () => {
    const { events } = await life(shop)
    const handles = events.flatMap((event) =>
      event.type === 'committed' || (event.type === 'opened' && event.handle !== null)
        ? [event.handle]
        : [],
    )
    expect(handles.length).toBeGreaterThan(3)
    expect(new Set(handles).size).toBe(1)
  })
})

describe('a listener', () => {
  const failing = (listener: (event: SessionEvent) => void) =>
    withSession(
      createSessions<Data>({ secrets: secretA, onEvent: listener }),
      (_request, session) => {
        session.set('note', note)
        return new Response(null)
      },
    )(new Request(shop))

  it('that throws breaks no request, and its error is on the console', async () => {
    const answer = await failing(() => {
      throw new RangeError('The listener failed')
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.getSetCookie()).toHaveLength(1)
    expect(inspect(printed)).toContain('The listener failed')
    expect(inspect(printed)).not.toContain(note)
  })

  it('that is asynchronous and fails breaks no process: its error is on the console, too', async () => {
    const failure = Promise.reject(new RangeError('The listener failed later'))
    failure.catch(() => {}) // or the test run would end where an app would
    await failing(() => failure)
    await new Promise(setImmediate)
    expect(inspect(printed)).toContain('The listener failed later')
  })

  it('does not change what a request does', async () => {
    const { z } = await import('zod')
    const schema = z.object({ visits: z.number().optional() })
    const statuses = []
    for (const onEvent of [undefined, () => {}]) {
      const answer = await withSession(
        createSessions<Data>({ secrets: secretA, schema, onEvent }),
        (_request, session) => {
          session.set('visits', 1)
          session.set('stripped', () => note)
          return new Response(null)
        },
      )(new Request(shop))
      statuses.push([answer.status, answer.headers.getSetCookie().length])
    }
    expect(statuses[1]).toEqual(statuses[0])
  })
})

describe('the line about plain http on this machine', () => {
  it('is said once, and names both cookies', async () => {
    await life(localShop)
    const lines = printed.filter((line) => String(line).startsWith('coatcheck: plain http'))
    expect(lines).toEqual([expect.stringContaining("'session'")])
    expect(lines).toEqual([expect.stringContaining(secureName)])
  })
})

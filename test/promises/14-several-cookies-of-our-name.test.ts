import { createSessions, type SessionEvent } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { describe, expect, it } from 'vitest'
import { clockAt, secretA, secretB, secureName, shop, visitorOf } from './visitor.ts'

interface Data {
  visits: number
}

const start = 1_800_000_000

/** A cookie as one visitor got it. */
async function cookieOf(subject: string, secrets: string = secretA, at: number = start) {
  const visitor = visitorOf(createSessions<Data>({ secrets, now: () => at }))
  await visitor.visit((session) => session.login(subject))
  return visitor.jar.get(secureName) ?? ''
}

/** What comes of a `Cookie` header. */
async function presented(cookie: string) {
  const events: SessionEvent[] = []
  const { now } = clockAt(start)
  const onEvent = (event: SessionEvent): void => void events.push(event)
  const sessions = createSessions<Data>({ secrets: secretA, now, onEvent })
  let subject: string | null = null
  const answer = await withSession(sessions, (_request, session) => {
    subject = session.subject
    return new Response(null)
  })(new Request(shop, { headers: { cookie } }))
  return { subject, events, lines: answer.headers.getSetCookie() }
}

const pairs = (...values: readonly string[]): string =>
  values.map((value) => `${secureName}=${value}`).join('; ')

describe('several cookies of our name', () => {
  const bad = {
    garbage: async () => 'garbage',
    'nothing at all': async () => '',
    'a retired secret': () => cookieOf('eve', secretB),
    'one that has expired': () => cookieOf('eve', secretA, start - 8 * 86_400),
    'a forgery': async () => `${(await cookieOf('eve')).slice(0, -4)}AAAA`,
  }

  it.each(Object.entries(bad))(
    'are all tried, so a valid one wins over %s',
    async (_what, make) => {
      const good = await cookieOf('ada')
      const other = await make()
      expect((await presented(pairs(other, good))).subject).toBe('ada')
      expect((await presented(pairs(good, other))).subject).toBe('ada')
      expect((await presented(pairs(other, other, other, good, other))).subject).toBe('ada')
    },
  )

  it('are reported with how many there were, and each refusal on the way', async () => {
    const { events } = await presented(pairs('garbage', await cookieOf('ada')))
    expect(events).toMatchObject([
      { type: 'duplicate-cookie', count: 2 },
      { type: 'rejected', reason: 'malformed' },
      { type: 'opened' },
    ])
  })

  it('set no cookie when the session is only read', async () => {
    const { lines } = await presented(pairs('garbage', await cookieOf('ada')))
    expect(lines).toEqual([])
  })

  it('are honoured in their order when several are valid', async () => {
    const [ada, eve] = [await cookieOf('ada'), await cookieOf('eve')]
    expect((await presented(pairs(ada, eve))).subject).toBe('ada')
    expect((await presented(pairs(eve, ada))).subject).toBe('eve')
  })

  it('make a fresh session when none is valid', async () => {
    const { subject, events } = await presented(pairs('garbage', 'more garbage'))
    expect(subject).toBeNull()
    expect(events).toContainEqual({ type: 'opened', handle: null })
  })

  it('are not reported when there is only one', async () => {
    const cookie = `session=other; ${pairs(await cookieOf('ada'))}; x${secureName}=other`
    const { subject, events } = await presented(cookie)
    expect(subject).toBe('ada')
    expect(events.map(({ type }) => type)).toEqual(['opened'])
  })

  it('are found among any number of broken neighbours', async () => {
    const cookie = `;;=;a;b==;"x=1;\t; ${pairs(await cookieOf('ada'))};;,`
    expect((await presented(cookie)).subject).toBe('ada')
  })
})

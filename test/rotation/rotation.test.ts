import { createSessions, type SessionEvent, type Sessions } from 'coatcheck'
import { describe, expect, it } from 'vitest'
import {
  clockAt,
  navigation,
  secretA,
  secretB,
  secretC,
  secureName,
  type Visitor,
  visitorOf,
} from '../promises/visitor.ts'

interface Data {
  visits: number
}

const day = 86_400

const withSecrets = (
  secrets: readonly string[],
  now = clockAt(1_800_000_000).now,
): Sessions<Data> => createSessions<Data>({ secrets, now })

/** The same browser, after a deploy. */
const deployed = (visitor: Visitor<Data>, sessions: Sessions<Data>): Visitor<Data> =>
  visitorOf(sessions, undefined, visitor.jar)

async function loggedIn(sessions: Sessions<Data>): Promise<Visitor<Data>> {
  const visitor = visitorOf(sessions)
  await visitor.visit((session) => {
    session.login('ada')
    session.set('visits', 1)
  })
  return visitor
}

const subjectUnder = async (visitor: Visitor<Data>, secrets: readonly string[]) =>
  (
    await visitorOf(withSecrets(secrets), undefined, new Map(visitor.jar)).visit(
      (session) => session.subject,
    )
  ).value

describe('a ring of three secrets', () => {
  const ring = [secretA, secretB, secretC]

  it.each(ring)('honours what each of them sealed', async (secret) => {
    const visitor = await loggedIn(withSecrets([secret]))
    const { value } = await deployed(visitor, withSecrets(ring)).visit((session) => [
      session.subject,
      session.get('visits'),
    ])
    expect(value).toEqual(['ada', 1])
  })

  it('leaves a cookie of the oldest alone where a request only reads', async () => {
    const visitor = await loggedIn(withSecrets([secretC]))
    const { lines } = await deployed(visitor, withSecrets(ring)).visit((s) => s.get('visits'))
    expect(lines).toEqual([])
  })

  it.each([secretB, secretC])('seals anew on a top-level navigation', async (secret) => {
    const visitor = await loggedIn(withSecrets([secret]))
    const now = deployed(visitor, withSecrets(ring))
    const first = await now.visit((session) => session.subject, { request: navigation })
    expect(first.lines).toHaveLength(1)
    expect(await subjectUnder(visitor, [secretA])).toBe('ada')
    const second = await now.visit((session) => session.subject, { request: navigation })
    expect(second.lines).toEqual([])
  })

  it.each([secretB, secretC])('seals anew with any write', async (secret) => {
    const visitor = await loggedIn(withSecrets([secret]))
    await deployed(visitor, withSecrets(ring)).visit((session) => session.set('visits', 2))
    expect(await subjectUnder(visitor, [secretA])).toBe('ada')
  })

  it('does not seal anew in a frame, in a script or while the session is untouched', async () => {
    const visitor = await loggedIn(withSecrets([secretC]))
    const now = deployed(visitor, withSecrets(ring))
    const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }
    const script = { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' }
    const visits = [
      await now.visit((session) => session.subject, { request: frame }),
      await now.visit((session) => session.subject, { request: script }),
      await now.visit(() => {}, { request: navigation }),
    ]
    expect(visits.flatMap(({ lines }) => lines)).toEqual([])
  })

  it('keeps handle, clocks and login through it', async () => {
    const visitor = await loggedIn(withSecrets([secretC]))
    const now = deployed(visitor, withSecrets(ring))
    const state = (session: Parameters<Parameters<typeof now.visit>[0]>[0]): unknown => [
      session.handle,
      session.createdAt,
      session.authenticatedAt,
      session.expiresAt,
    ]
    const before = await now.visit(state)
    await now.visit(state, { request: navigation })
    expect((await now.visit(state)).value).toEqual(before.value)
  })

  it('takes the order as it is: the first seals, wherever it stood before', async () => {
    const visitor = await loggedIn(withSecrets(ring))
    await deployed(visitor, withSecrets([secretB, secretA, secretC])).visit(
      (session) => session.subject,
      { request: navigation },
    )
    expect(await subjectUnder(visitor, [secretB])).toBe('ada')
    expect(await subjectUnder(visitor, [secretA])).toBeNull()
  })
})

describe('a rotation in three steps', () => {
  const steps = [
    ['the old secret alone', [secretA]],
    ['the new one is known everywhere, and seals nowhere yet', [secretA, secretB]],
    ['the new one seals, the old one is still honoured', [secretB, secretA]],
    ['the old one is gone', [secretB]],
  ] as const

  it('logs out nobody who comes at least once in each step', async () => {
    const clock = clockAt(1_800_000_000)
    const visitor = await loggedIn(withSecrets(steps[0][1], clock.now))
    for (const [, secrets] of steps) {
      clock.turn(day)
      const now = deployed(visitor, withSecrets(secrets, clock.now))
      const { value } = await now.visit((session) => session.subject, { request: navigation })
      expect(value).toBe('ada')
    }
  })

  it('logs out nobody while servers of two neighbouring steps answer by turns', async () => {
    for (let step = 0; step + 1 < steps.length - 1; step += 1) {
      const servers = [steps[step], steps[step + 1]].map((at) => withSecrets(at?.[1] ?? []))
      const [old, fresh] = servers
      if (old === undefined || fresh === undefined) throw new Error('there are two')
      const visitor = await loggedIn(old)
      for (const server of [fresh, old, fresh, old]) {
        const { value } = await deployed(visitor, server).visit(
          (session) => {
            session.set('visits', session.get('visits', 0) + 1)
            return session.subject
          },
          { request: navigation },
        )
        expect(value).toBe('ada')
      }
      expect((await deployed(visitor, fresh).visit((s) => s.get('visits'))).value).toBe(5)
    }
  })

  it('keeps whoever only fetches: a touch seals anew, too', async () => {
    const clock = clockAt(1_800_000_000)
    const visitor = await loggedIn(withSecrets([secretA], clock.now))
    clock.turn(day)
    await deployed(visitor, withSecrets([secretB, secretA], clock.now)).visit((s) => s.subject)
    const last = deployed(visitor, withSecrets([secretB], clock.now))
    expect((await last.visit((session) => session.subject)).value).toBe('ada')
  })

  it('refuses, once the old one is gone, who did not come meanwhile', async () => {
    const reasons: SessionEvent[] = []
    const visitor = await loggedIn(withSecrets([secretA]))
    const last = createSessions<Data>({
      secrets: [secretB],
      now: clockAt(1_800_000_000).now,
      onEvent: (event) => reasons.push(event),
    })
    const { value, lines } = await deployed(visitor, last).visit((session) => session.subject)
    expect(value).toBeNull()
    expect(lines).toEqual([])
    expect(reasons).toContainEqual({ type: 'rejected', reason: 'unknown-key' })
    expect(visitor.jar.has(secureName)).toBe(true)
  })
})

describe('secrets as bytes', () => {
  it('are the same as their text', async () => {
    const visitor = await loggedIn(withSecrets([secretA]))
    const bytes = createSessions<Data>({
      secrets: new TextEncoder().encode(secretA),
      now: clockAt(1_800_000_000).now,
    })
    expect((await deployed(visitor, bytes).visit((session) => session.subject)).value).toBe('ada')
  })

  it('are copied, so that clearing the buffer afterwards changes nothing', async () => {
    const bytes = new TextEncoder().encode(secretA)
    const sessions = createSessions<Data>({ secrets: bytes, now: clockAt(1_800_000_000).now })
    bytes.fill(0)
    const visitor = await loggedIn(sessions)
    expect(await subjectUnder(visitor, [secretA])).toBe('ada')
  })
})

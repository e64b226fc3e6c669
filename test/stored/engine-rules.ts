/**
 * What sessions keep on every engine, seen through two processes that share nothing but the store.
 *
 * @module
 */

import type { StoredSessions } from 'coatcheck'
import { expect } from 'vitest'
import { rounds } from '../tier.ts'
import { runLoginRace } from './login-race.ts'
import { type Data, type HandClock, type Handler, Visitor } from './visitors.ts'

type App = StoredSessions<Data>

/** What a rule gets: two processes, and the clock of both. */
export interface Processes {
  /** One process. */
  readonly one: App
  /** Another one. */
  readonly other: App
  /** The clock by which both judge expiry. */
  readonly clock: HandClock
}

/** Something that holds. */
export interface EngineRule {
  /** What holds. */
  readonly name: string
  /** Throws where it does not. */
  readonly check: (processes: Processes) => Promise<void>
}

const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json()
const subjectOf = (visitor: Visitor) => json(visitor.visit((session) => session.subject))

const increment: Handler = (session) =>
  session.update((data) => {
    data.visits = (data.visits ?? 0) + 1
  })

let people = 0

/** Gives a subject that no other rule has met. */
function somebody(): string {
  people += 1
  return `person-${people}`
}

async function loggedIn(app: App, subject: string): Promise<Visitor> {
  const visitor = new Visitor(app)
  expect((await visitor.visit((session) => session.login(subject))).status).toBe(200)
  return visitor
}

/** The same visitor, answered by another process. */
const at = (app: App, { cookie }: Visitor): Visitor => new Visitor(app, cookie)

/** What ends the session of a request that is under way. */
const ends: Readonly<Record<string, (processes: Processes, visitor: Visitor) => Promise<unknown>>> =
  {
    'a logout': ({ other }, visitor) => at(other, visitor).visit((session) => session.logout()),
    'revoke()': async ({ other }, visitor) => {
      const seen = await at(other, visitor).visit((session) => [session.handle, session.subject])
      const [handle, subject] = (await seen.json()) as [string, string]
      expect(await other.revoke(handle, { subject })).toBe(true)
    },
    'revokeAll()': async ({ other }, visitor) => {
      expect(await other.revokeAll(String(await subjectOf(at(other, visitor))))).toBe(1)
    },
  }

/** What that request does. */
const underWay: Readonly<Record<string, Handler>> = {
  'a change': (session) => session.set('visits', 1),
  'a message': (session) => session.flash('late'),
  'a regenerate': (session) => session.regenerate(),
  'another login': (session) => session.login('somebody else'),
}

const parallel = 300
const races = rounds(100, 3_000)

/** The rules. */
export const engineRules: readonly EngineRule[] = [
  {
    name: 'counts 300 parallel updates of two processes exactly',
    async check({ one, other }) {
      const visitor = new Visitor(one)
      await visitor.visit((session) => session.set('visits', 0))
      const answers = await Promise.all(
        Array.from({ length: parallel }, (_, i) =>
          at(i % 2 === 0 ? one : other, visitor).visit(increment),
        ),
      )
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
      expect(await json(visitor.visit((session) => session.get('visits')))).toBe(parallel)
    },
  },
  {
    name: 'keeps what two requests put into different places at the same time',
    async check({ one, other }) {
      const visitor = new Visitor(one)
      await visitor.visit((session) => session.set('cart', { 1: 1 }))
      const beside = at(other, visitor)
      await visitor.visit(async (session) => {
        const cart = session.setDefault('cart', {})
        await beside.visit((late) => {
          late.setDefault('cart', {})['8'] = 8
          late.set('note', 'beside')
        })
        cart['7'] = 7
        session.set('visits', 2)
      })
      const found = await json(visitor.visit((session) => session.data))
      expect(found).toEqual({ cart: { 1: 1, 7: 7, 8: 8 }, note: 'beside', visits: 2 })
    },
  },
  ...Object.entries(ends).map(
    ([end, act]): EngineRule => ({
      name: `lets ${end} win over whatever is under way`,
      async check(processes) {
        for (const [what, change] of Object.entries(underWay)) {
          const subject = somebody()
          const visitor = await loggedIn(processes.one, subject)
          const answer = await visitor.send(async (session) => {
            await change(session)
            await act(processes, visitor)
          })
          const seen = [answer.status, await answer.text(), answer.headers.getSetCookie()]
          expect(seen, what).toEqual([401, 'ERR_SESSION_ENDED', []])
          for (const app of [processes.one, processes.other]) {
            expect(await json(at(app, visitor).visit((session) => session.isNew)), what).toBe(true)
          }
          expect((await processes.one.list(subject)).sessions, what).toEqual([])
        }
      },
    }),
  ),
  {
    name: 'refuses a login that revokeAll() overtakes, whoever the visitor was before',
    async check({ one, other }) {
      const known = new Visitor(one)
      await known.visit((session) => session.set('note', 'anonymous'))
      for (const visitor of [known, new Visitor(one)]) {
        const subject = somebody()
        const answer = await visitor.send(async (session) => {
          session.login(subject)
          await other.revokeAll(subject)
        })
        expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
        expect((await other.list(subject)).sessions).toEqual([])
      }
    },
  },
  {
    name: `leaves nothing alive of ${races} logins that race with revokeAll()`,
    async check({ one, other }) {
      for (let race = 0; race < races; race += 1)
        await runLoginRace({ one, other, subject: somebody() }, race)
    },
  },
  {
    name: 'honours the ticket before a regenerate for the grace, in every process, and no longer',
    async check({ one, other, clock }) {
      const visitor = await loggedIn(one, somebody())
      const late = at(other, visitor)
      await visitor.visit((session) => session.regenerate())
      clock.at += 29
      await late.visit((session) => session.set('note', 'kept'))
      expect(await json(visitor.visit((session) => session.get('note')))).toBe('kept')
      clock.at += 1
      expect(await json(late.visit((session) => session.isNew))).toBe(true)
      expect(await json(visitor.visit((session) => session.get('note')))).toBe('kept')
    },
  },
  {
    name: 'lets a superseded ticket log in anew or log out, and nothing else',
    async check({ one, other }) {
      const [ada, eve] = [somebody(), somebody()]
      const visitor = new Visitor(one)
      await visitor.visit((session) => session.set('note', 'anonymous'))
      const old = at(other, visitor)
      await visitor.visit((session) => session.login(ada))
      const write = await old.send((session) => session.set('note', 'old'))
      expect([write.status, write.headers.getSetCookie()]).toEqual([200, []])
      expect((await old.send(increment)).status).toBe(401)
      const kept = visitor.visit((session) => [session.subject, session.get('note')])
      expect(await json(kept)).toEqual([ada, 'anonymous'])
      const anew = at(other, old)
      await anew.visit((session) => session.login(eve))
      expect([await subjectOf(anew), await subjectOf(visitor)]).toEqual([eve, ada])
      await old.visit((session) => session.logout())
      expect([await subjectOf(anew), await subjectOf(visitor)]).toEqual([eve, null])
    },
  },
  {
    name: 'lists by pages what a subject has, in every process, and nothing of others',
    async check({ one, other }) {
      const subject = somebody()
      const visitors = await Promise.all(
        Array.from({ length: 7 }, (_, i) => loggedIn(i % 2 === 0 ? one : other, subject)),
      )
      await loggedIn(one, somebody())
      const handles = await Promise.all(
        visitors.map(async (visitor) =>
          String(await json(visitor.visit((session) => session.handle))),
        ),
      )
      const found: string[] = []
      let after: string | undefined
      do {
        const page = await other.list(subject, { limit: 3, after })
        expect(page.sessions.length).toBeLessThanOrEqual(3)
        found.push(...page.sessions.map(({ handle }) => handle))
        after = page.next
      } while (after !== undefined)
      expect(found).toEqual([...handles].sort())
    },
  },
  {
    name: 'ends everyone in every process within the recheck interval',
    async check({ one, other, clock }) {
      const visitor = await loggedIn(one, somebody())
      expect(await json(at(other, visitor).visit((session) => session.isNew))).toBe(false)
      await other.revokeEveryone()
      expect(await json(at(other, visitor).visit((session) => session.isNew))).toBe(true)
      clock.at += 60
      expect(await json(visitor.visit((session) => session.isNew))).toBe(true)
      // A login in the stamp's own millisecond fails closed, so this one begins after it; the engines
      // run on this machine's clock.
      const stamped = Date.now()
      await expect.poll(Date.now, { interval: 1 }).toBeGreaterThan(stamped + 2)
      const subject = somebody()
      expect(await subjectOf(await loggedIn(one, subject))).toBe(subject)
    },
  },
]

import { createHmac } from 'node:crypto'
import { createSessions } from 'coatcheck'
import { cookieSessionReader } from 'coatcheck/codecs/cookie-session'
import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'
import { clockAt, secretA, secureName, visitorOf } from '../promises/visitor.ts'
import { describeWith } from '../requirements.ts'
import { engines, type RunningEngine } from '../stored/engines.ts'

interface Data {
  userId: number
  visits: number
}

const key = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const chosen = ['SQLite', 'Redis', 'PostgreSQL']

for (const { name, needs, start } of engines.filter((engine) => chosen.includes(engine.name))) {
  const suite = () => {
    let engine: RunningEngine
    let opened: OpenedStore

    beforeAll(async () => {
      engine = await start()
      opened = await openStore(engine.address)
    }, 120_000)
    afterAll(async () => {
      await opened?.close()
      await engine?.stop()
    })

    function setUp(userId: number, cacheInCookie = false) {
      const clock = clockAt(systemClock())
      const value = Buffer.from(`{"userId":${userId},"visits":0}`).toString('base64')
      const signature = createHmac('sha1', key).update(`old=${value}`).digest('base64url')
      const sessions = createSessions<Data>({
        secrets: secretA,
        store: opened.store,
        cacheInCookie,
        now: clock.now,
        acceptAlso: [
          cookieSessionReader({
            keys: [key],
            name: 'old',
            until: '2100-01-01T00:00:00Z',
            subject: (data) => data['userId'],
          }),
        ],
      })
      const old: [string, string][] = [
        ['old', value],
        ['old.sig', signature],
      ]
      return { sessions, clock, come: () => visitorOf<Data>(sessions, undefined, new Map(old)) }
    }

    it.each([
      ['without a copy in the cookie', false, 1],
      ['with a copy in the cookie', true, 2],
    ])('become one session, %s, for good', async (_, cacheInCookie, userId) => {
      const { sessions, clock, come } = setUp(userId, cacheInCookie)
      const visitors = Array.from({ length: 10 }, come)
      const answers = await Promise.all(
        visitors.map(({ visit }) =>
          visit((session) =>
            session.update((data) => {
              data.visits = (data.visits ?? 0) + 1
            }),
          ),
        ),
      )
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
      for (const { visit, jar } of visitors) {
        // A copy may be read for a minute without asking.
        clock.turn(60)
        expect((await visit((session) => session.get('visits'))).value).toBe(10)
        expect([...jar.keys()][0]).toBe(secureName)
      }
      expect((await sessions.list(String(userId))).sessions).toHaveLength(1)
      await visitors[0]?.visit((session) => session.logout())
      for (const seconds of [0, 4_000, 20 * 86_400]) {
        clock.turn(seconds)
        await sessions.sweep()
        expect((await come().visit((session) => session.subject)).value).toBeNull()
      }
    })

    it('stay out after a logout that comes before everything else', async () => {
      const { clock, come } = setUp(3)
      expect((await come().visit((session) => session.logout())).status).toBe(200)
      clock.turn(4_000)
      expect((await come().visit((session) => session.subject)).value).toBeNull()
    })

    it('stay out after their user was revoked', async () => {
      const { sessions, come } = setUp(4)
      await sessions.revokeAll('4')
      expect((await come().visit((session) => session.subject)).value).toBeNull()
    })
  }
  const title = `old cookies, with a store in ${name},`
  if (needs === undefined) describe(title, suite)
  else describeWith(needs, title, suite)
}

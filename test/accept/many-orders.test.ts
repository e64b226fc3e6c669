import { createHmac } from 'node:crypto'
import { createSessions, type Session, type Store } from 'coatcheck'
import { cookieSessionReader } from 'coatcheck/codecs/cookie-session'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import {
  clockAt,
  secretA,
  secureName,
  type TestClock,
  type Visit,
  type Visitor,
  visitorOf,
} from '../promises/visitor.ts'
import { gateBefore, settled } from '../stored/gate.ts'
import { type Choices, someSchedules } from '../stored/schedules.ts'
import { isLong } from '../tier.ts'

interface Data {
  userId: number
  visits: number
}

type Move = 'read' | 'update' | 'login' | 'logout'

const key = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
const start = 1_800_000_000
const seed = 20_261_123

/** Tries a sample of the orders, of which there are tens of thousands. */
async function inManyOrders(run: (choices: Choices) => Promise<void>): Promise<void> {
  await someSchedules(run, isLong ? 5_000 : 60, seed)
}

const acts: Record<Move, (session: Session<Data>) => unknown> = {
  read: (session) => session.subject,
  update: (session) =>
    session.update((data) => {
      data.visits = (data.visits ?? 0) + 1
    }),
  login: (session) => session.login('7'),
  logout: (session) => session.logout(),
}

/** A browser with the old cookie, before the app that keeps its sessions in this store. */
function comingTo(store: Store, { now }: TestClock): Visitor<Data> {
  const sessions = createSessions<Data>({
    secrets: secretA,
    store,
    now,
    acceptAlso: [
      cookieSessionReader({
        keys: [key],
        name: 'old',
        until: '2100-01-01T00:00:00Z',
        subject: (data) => data['userId'],
      }),
    ],
  })
  const value = Buffer.from('{"userId":7,"visits":0}').toString('base64')
  const signature = createHmac('sha1', key).update(`old=${value}`).digest('base64url')
  const jar = new Map([
    ['old', value],
    ['old.sig', signature],
  ])
  return visitorOf<Data>(sessions, undefined, jar)
}

const subjectOf = async ({ visit }: Visitor<Data>): Promise<unknown> =>
  (await visit((session) => session.subject)).value

/** Lets two first requests race along one order of their store commands; one may crash. */
async function race(moves: readonly Move[], mayCrash: boolean, choices: Choices) {
  const clock = clockAt(start)
  const store = memoryStore({ clock: () => clock.now() * 1_000 })
  const gate = gateBefore(store)
  const visitors = moves.map((_, actor) => comingTo(gate.storeFor(actor), clock))
  const visits: (Visit<unknown> | undefined)[] = moves.map(() => undefined)
  moves.forEach((move, actor) => {
    void visitors[actor]?.visit(acts[move]).then((visit) => {
      visits[actor] = visit
    })
  })
  await settled()
  let crashed: number | undefined
  for (let waiting = gate.waiting(); waiting.length > 0; waiting = gate.waiting()) {
    const canCrash = mayCrash && crashed === undefined
    const choice = choices.choose(waiting.length * (canCrash ? 3 : 1))
    const actor = waiting[choice % waiting.length] ?? 0
    if (choice < waiting.length) {
      await gate.pass(actor)
    } else {
      crashed = actor
      await gate.crash(actor, choice < 2 * waiting.length)
    }
  }
  gate.open()
  const come = () => comingTo(store, clock)
  return { clock, visitors, visits, crashed, come }
}

/** Nobody is logged in, however they come, and whenever. */
async function expectNobody(
  visitors: readonly Visitor<Data>[],
  come: () => Visitor<Data>,
  clock: TestClock,
): Promise<void> {
  for (const visitor of visitors) expect(await subjectOf(visitor)).toBeNull()
  expect(await subjectOf(come())).toBeNull()
  clock.turn(4_000)
  expect(await subjectOf(come())).toBeNull()
}

describe('two first requests with one old cookie, in many orders of their store commands', () => {
  it.each([
    ['read', 'read'],
    ['read', 'update'],
    ['update', 'update'],
  ] as const)('share one session, and lose nothing: %s beside %s', async (...moves) => {
    await inManyOrders(async (choices) => {
      const { visits, visitors, come } = await race(moves, false, choices)
      expect(visits.map((visit) => visit?.status)).toEqual([200, 200])
      const count = moves.filter((move) => move === 'update').length
      for (const visitor of [...visitors, come()]) {
        expect((await visitor.visit((session) => session.get('visits'))).value).toBe(count)
        expect([...visitor.jar.keys()]).toEqual([secureName])
      }
    })
  })

  it.each(['read', 'update', 'logout'] as const)(
    'are both ended by a logout: %s',
    async (other) => {
      await inManyOrders(async (choices) => {
        const { visits, visitors, come, clock } = await race(['logout', other], false, choices)
        expect(visits[0]?.status).toBe(200)
        await expectNobody(visitors, come, clock)
      })
    },
  )

  it.each(['read', 'update', 'login', 'logout'] as const)(
    'leave the old cookie worthless after a login: %s',
    async (other) => {
      await inManyOrders(async (choices) => {
        const { visits, visitors, come } = await race(['login', other], false, choices)
        // Of two logins the later one may find the session another one's.
        const logins = visits.filter((_, actor) => actor === 0 || other === 'login')
        const isIn = logins.some((visit) => visit?.status === 200)
        expect(isIn || other === 'logout').toBe(true)
        for (const [actor, visit] of visits.entries()) {
          const visitor = visitors[actor]
          if (visit?.status === 200 || visitor === undefined) continue
          expect(visit?.error).toMatchObject({ code: 'ERR_SESSION_ENDED' })
          expect(visitor.jar.has(secureName)).toBe(false)
        }
        expect(await subjectOf(come())).toBeNull()
      })
    },
  )

  it.each([
    ['read', 'read'],
    ['read', 'update'],
    ['update', 'logout'],
    ['read', 'logout'],
  ] as const)(
    'end for good at a later logout, though one process died: %s beside %s',
    async (...moves) => {
      await inManyOrders(async (choices) => {
        const { visitors, come, clock, crashed, visits } = await race(moves, true, choices)
        const alive = visitors.filter((_, actor) => actor !== crashed)
        const isOut = moves.some(
          (move, actor) => move === 'logout' && visits[actor]?.status === 200,
        )
        if (!isOut) await come().visit((session) => session.logout())
        await expectNobody(alive, come, clock)
      })
    },
  )
})

/**
 * Two or three requests of one visitor against one store, in a given order, and what must hold
 * afterwards whatever the order was.
 *
 * @module
 */

import { createSessions, type Session, type StoredSessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { memoryStore } from 'coatcheck/stores/memory'
import type { Store } from '../../src/store.ts'
import { type Gate, gateBefore, settled } from './gate.ts'
import type { Choices } from './schedules.ts'
import { secret } from './visitors.ts'

type Data = { visits: number } & Record<string, unknown>
type Sessions = StoredSessions<Data>

/** What a request of the race does. */
export interface Move {
  /** Its name. */
  readonly name: string
  /** Does it. */
  readonly act: (session: Session<Data>, context: Context) => unknown
  /** Whether it sends no cookie. */
  readonly isWithoutCookie?: boolean
  /** Who is logged in by it. */
  readonly logsIn?: string
  /** What it ends: the visitor's session, all of the subject's, or everyone's. */
  readonly ends?: 'session' | 'subject' | 'everyone'
  /** Whether it leaves its key in the data. */
  readonly writes?: boolean
  /** Whether it counts a visit. */
  readonly counts?: boolean
  /** Whether it asks for a new ticket. */
  readonly renews?: boolean
}

/** What a move may use. */
export interface Context {
  /** Which request it is. */
  readonly actor: number
  /** Its process's sessions. */
  readonly sessions: Sessions
  /** The handle of the visitor's session. */
  readonly handle: string
}

const key = (actor: number): string => `by${actor}`

/** The fourteen kinds of request. */
const moves: readonly Move[] = [
  { name: 'read', act: (session) => session.get('visits') },
  { name: 'touch', act: (session) => session.get('visits') },
  { name: 'write', act: (s, { actor }) => s.set(key(actor), actor), writes: true },
  {
    name: 'update',
    act: (session) =>
      session.update((data) => {
        data.visits = (data.visits ?? 0) + 1
      }),
    counts: true,
  },
  { name: 'regenerate', act: (session) => session.regenerate(), renews: true },
  { name: 'login as ada', act: (session) => session.login('ada'), logsIn: 'ada' },
  { name: 'login as eve', act: (session) => session.login('eve'), logsIn: 'eve' },
  {
    name: 'login without a cookie',
    act: (session) => session.login('ada'),
    logsIn: 'ada',
    isWithoutCookie: true,
  },
  { name: 'logout', act: (session) => session.logout(), ends: 'session' },
  { name: 'clear', act: (session) => session.clear(), ends: 'session' },
  {
    name: 'revoke',
    act: (_session, { sessions, handle }) => sessions.revoke(handle, { subject: 'ada' }),
    isWithoutCookie: true,
  },
  {
    name: 'revokeAll',
    act: (_session, { sessions }) => sessions.revokeAll('ada'),
    isWithoutCookie: true,
    ends: 'subject',
  },
  {
    name: 'revokeEveryone',
    act: (_session, { sessions }) => sessions.revokeEveryone(),
    isWithoutCookie: true,
    ends: 'everyone',
  },
  {
    name: 'flash',
    act: (session) => session.flash('saved'),
  },
]

/** Some of the kinds of request at once. */
export interface Company {
  /** Their names. */
  readonly name: string
  /** The requests. */
  readonly moves: readonly Move[]
}

/** Every two kinds of request, each with itself too. */
export const pairs: readonly Company[] = moves.flatMap((first, i) =>
  moves.slice(i).map((second) => companyOf([first, second])),
)

/** Three at a time: those whose meeting is worst for what is promised. */
export const triples: readonly Company[] = [
  ['write', 'logout', 'login as ada'],
  ['write', 'regenerate', 'login as eve'],
  ['regenerate', 'regenerate', 'write'],
  ['update', 'update', 'logout'],
  ['login as ada', 'login as eve', 'write'],
  ['login as ada', 'revokeAll', 'write'],
].map((names) => companyOf(names.map(moveCalled)))

function companyOf(company: readonly Move[]): Company {
  return { name: company.map(({ name }) => name).join(' ∥ '), moves: company }
}

function moveCalled(wanted: string): Move {
  const move = moves.find(({ name }) => name === wanted)
  if (move === undefined) throw new Error(`there is no kind of request called ${wanted}`)
  return move
}

interface Answer {
  readonly status: number
  readonly cookie: string | undefined
  readonly deletes: boolean
  /** What the handler resolved. */
  readonly result: unknown
}

/** A race: who takes part, and how it begins. */
export interface Race {
  /** The requests. */
  readonly moves: readonly Move[]
  /** Who is logged in at the start, or `null`. */
  readonly subject: 'ada' | null
  /** Whether one process may die on the way. */
  readonly mayCrash: boolean
}

const start = 1_700_000_000

/** Runs a race along one schedule; throws when something does not hold. */
export async function runRace(race: Race, choices: Choices): Promise<void> {
  const clock = { at: start }
  // The store's clock moves with every look at it, so that no two stamps are the same.
  let tick = 0
  const store = memoryStore({
    clock: () => {
      tick += 1
      return clock.at * 1_000 + tick / 1_000
    },
  })
  const own = sessionsOn(store, clock)
  const first = await visit(own, undefined, (session) => {
    session.set('visits', 0)
    if (race.subject !== null) session.login(race.subject)
  })
  const cookie = first.cookie ?? ''
  const handle = String((await visit(own, cookie, (session) => session.handle)).result)
  // Every look at the session is due for a touch.
  clock.at += 7 * 86_400 - 10

  const gate = gateBefore(store)
  const answers = race.moves.map((move, actor): Promise<Answer | undefined> => {
    const sessions = sessionsOn(gate.storeFor(actor), clock)
    const act = (session: Session<Data>) => move.act(session, { actor, sessions, handle })
    return visit(sessions, move.isWithoutCookie === true ? undefined : cookie, act)
  })
  const finished: (Answer | undefined)[] = answers.map(() => undefined)
  answers.forEach((answer, actor) => {
    answer.then((done) => {
      finished[actor] = done
    })
  })
  const crashed = await follow(gate, choices, race)
  gate.open()
  // Everyone was revoked: from the next recheck on.
  const later = { at: clock.at + (race.moves.some(({ ends }) => ends === 'everyone') ? 60 : 0) }
  await check({ race, store, clock: later, cookie, handle, answers: finished, crashed })
}

async function follow(
  gate: Gate,
  choices: Choices,
  { mayCrash }: Race,
): Promise<number | undefined> {
  let crashed: number | undefined
  await settled()
  for (let waiting = gate.waiting(); waiting.length > 0; waiting = gate.waiting()) {
    const canCrash = mayCrash && crashed === undefined
    const chosen = choices.choose(waiting.length * (canCrash ? 3 : 1))
    const actor = waiting[chosen % waiting.length] ?? 0
    const way = Math.floor(chosen / waiting.length)
    if (way === 0) await gate.pass(actor)
    else {
      crashed = actor
      await gate.crash(actor, way === 1)
    }
  }
  return crashed
}

interface Outcome {
  readonly race: Race
  readonly store: Store
  readonly clock: { at: number }
  readonly cookie: string
  readonly handle: string
  readonly answers: readonly (Answer | undefined)[]
  readonly crashed: number | undefined
}

/** What must hold whatever the order was. */
async function check(outcome: Outcome): Promise<void> {
  const { race, store, clock, cookie, handle, answers, crashed } = outcome
  const onlooker = sessionsOn(store, clock)
  const look = async (text: string) => {
    const seen = await visit(onlooker, text, (session) => ({
      isNew: session.isNew,
      handle: session.handle,
      subject: session.subject,
      data: { ...session.data },
    }))
    const found = seen.result as Seen
    return found.isNew ? undefined : found
  }
  const isDone = (actor: number): boolean => (answers[actor]?.status ?? 500) < 300
  const did = (test: (move: Move) => unknown): readonly number[] =>
    race.moves.flatMap((move, actor) => (test(move) && isDone(actor) ? [actor] : []))
  const cookies = [cookie, ...answers.flatMap((answer) => answer?.cookie ?? [])]
  const seen = await Promise.all(cookies.map(look))
  const expect = (fact: boolean, what: string): void => {
    if (!fact) throw new Error(`${what}: ${describe(outcome)}`)
  }

  const ended = did(({ ends }) => ends === 'session')
  const revoked = race.moves.some(
    (move, i) => move.name === 'revoke' && answers[i]?.result === true,
  )
  if (ended.length > 0 || revoked) {
    expect(!seen.some((found) => found?.handle === handle), 'a cookie opens an ended session')
  }
  if (did(({ ends }) => ends === 'subject').length > 0) {
    // All requests had begun before the revocation, so none of their logins may outlive it.
    expect(!seen.some((found) => found?.subject === 'ada'), 'a revoked subject has a live session')
    const { sessions } = await onlooker.list('ada')
    expect(sessions.length === 0 || crashed !== undefined, 'a revoked subject is listed')
  }
  if (did(({ ends }) => ends === 'everyone').length > 0) {
    // A login that began later starts the session anew, under the new epoch.
    const isReborn = race.moves.some(({ logsIn }) => logsIn !== undefined)
    const outlived = seen.some((found) => found?.handle === handle)
    expect(isReborn || !outlived, 'a session outlived everyone')
    return
  }

  const logins = did(
    ({ logsIn, isWithoutCookie }) => logsIn !== undefined && isWithoutCookie !== true,
  )
  if (logins.length > 0) expect(seen[0] === undefined, 'a ticket given before a login opens it')

  const mayEnd = race.moves.some(({ ends, name }) => ends !== undefined || name === 'revoke')
  if (mayEnd) return
  const isLogin = race.moves.some(
    ({ logsIn, isWithoutCookie }) => logsIn && isWithoutCookie !== true,
  )
  const current = await currentOf(outcome, look)
  if (!isLogin) {
    expect(current !== undefined, 'somebody was logged out unasked')
    for (const actor of did(({ writes }) => writes)) {
      expect(current?.data[key(actor)] === actor, 'an acknowledged change was lost')
    }
    const counted = did(({ counts }) => counts).length
    const maybe = crashed !== undefined && race.moves[crashed]?.counts === true ? 1 : 0
    const visits = Number(current?.data['visits'])
    expect(visits >= counted && visits <= counted + maybe, 'an update was lost or counted twice')
  } else if (logins.length > 0) {
    expect(current !== undefined, 'nobody is logged in after a login')
  }
}

/** The session as the cookie of the entry's newest ticket opens it. */
async function currentOf(
  { race, answers, cookie }: Outcome,
  look: (text: string) => Promise<Seen | undefined>,
): Promise<Seen | undefined> {
  const own = answers.flatMap((answer, i) =>
    race.moves[i]?.isWithoutCookie === true ? [] : (answer?.cookie ?? []),
  )
  for (const text of [...own, cookie]) {
    const found = await look(text)
    if (found !== undefined) return found
  }
  return undefined
}

interface Seen {
  readonly isNew: boolean
  readonly handle: string
  readonly subject: string | null
  readonly data: Readonly<Record<string, unknown>>
}

function describe({ race, answers, crashed }: Outcome): string {
  const requests = race.moves.map(({ name }, i) => `${name} → ${answers[i]?.status ?? 'lost'}`)
  return `${race.subject ?? 'nobody'}, ${requests.join(' ∥ ')}, crashed: ${crashed ?? 'none'}`
}

function sessionsOn(store: Store, clock: { at: number }): Sessions {
  return createSessions<Data>({ secrets: secret, store, now: () => clock.at })
}

async function visit(
  sessions: Sessions,
  cookie: string | undefined,
  act: (session: Session<Data>) => unknown,
): Promise<Answer> {
  let result: unknown
  const app = withSession(
    sessions,
    async (_request, session) => {
      result = await act(session)
      return new Response(null, { status: 204 })
    },
    {
      onError: (error) =>
        new Response(null, { status: Number(Reflect.get(Object(error), 'status') ?? 500) }),
    },
  )
  const headers: Record<string, string> = cookie === undefined ? {} : { cookie }
  const response = await app(new Request('https://shop.example/', { headers }))
  const [line = ''] = response.headers.getSetCookie()
  const [pair = ''] = line.split(';')
  const deletes = pair.endsWith('=')
  return {
    status: response.status,
    cookie: pair === '' || deletes ? undefined : pair,
    deletes,
    result,
  }
}

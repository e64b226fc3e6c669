/**
 * How what a session costs grows: with its size, with the cookies beside it, and with those who write it
 * at the same time.
 *
 * @module
 */

import { createSessions, type Sessions } from 'coatcheck'
import { openStore } from 'coatcheck/stores/open'
import { type Answer, type Body, bodyOf, type Contender } from './contender.ts'
import { coatcheck } from './contenders/coatcheck.ts'
import { floor } from './contenders/floor.ts'
import { secret } from './contenders/secrets.ts'
import { cookieAfter } from './cookie-jar.ts'
import { type Spread, spread } from './figures.ts'
import type { GrownEngine } from './grown.ts'
import { engines } from './http/engines.ts'
import type { Engine } from './http/kind.ts'
import { interleave, type Task } from './interleave.ts'
import { OneRequest } from './one-request.ts'
import { subjectCurves } from './subject-curves.ts'

/** One point of a curve. */
export interface CurvePoint {
  /** What is measured, by what. */
  readonly curve: string
  /** Of what. */
  readonly of: string
  /** Where on the curve. */
  readonly at: number
  /** What was found there. */
  readonly found: Spread
}

/** How long the curves take. */
export interface CurveEffort {
  /** Slices of each point. */
  readonly slices: number
  /** Changes of each writer. */
  readonly changes: number
  /** Sessions that are shared out among subjects. */
  readonly sessions: number
}

const cookieBytes = [100, 512, 1_024, 2_048, 2_800]
const storedBytes = [100, 1_000, 10_000, 100_000, 1_000_000]
const cookieCounts = [1, 5, 10, 20, 50]
const writerCounts = [1, 4, 16, 64]
const writtenEngines: readonly GrownEngine[] = ['memory', 'sqlite', 'redis', 'postgres']

/** Measures all of them. */
export async function measureCurves(
  { slices, changes, sessions }: CurveEffort,
  tell: (line: string) => void,
): Promise<readonly CurvePoint[]> {
  tell('curves: bodies in cookies')
  const points = [...(await bodiesInCookies(slices))]
  tell('curves: bodies in stores')
  for (const engine of ['memory', 'redis'] as const) {
    points.push(...(await bodiesInStore(engine, slices)))
  }
  tell('curves: cookies of a request')
  points.push(...(await cookiesOfRequest(slices)))
  for (const engine of writtenEngines) {
    tell(`curves: writers, ${engine}`)
    points.push(...(await writers(engine, changes)))
    tell(`curves: subjects, ${engine}`)
    points.push(...(await subjectCurves(engine, sessions, slices)))
  }
  return points
}

async function bodiesInCookies(slices: number): Promise<readonly CurvePoint[]> {
  const ours = named('Coatcheck')
  const points: CurvePoint[] = []
  for (const bytes of cookieBytes) {
    const tasks: Task<Answer>[] = []
    for (const contender of [ours, floor]) {
      const visit = await contender.open(bodyOf(bytes))
      const cookie = cookieAfter(undefined, (await visit('begin', undefined)).cookies)
      for (const act of ['read', 'modify'] as const) tasks.push({ run: () => visit(act, cookie) })
    }
    const [read = [], modify = [], floorRead = [], floorModify = []] = await interleave(
      tasks,
      slices,
    )
    const ratio = (one: readonly number[], other: readonly number[]): Spread =>
      spread(one.map((figure, i) => figure / (other[i] ?? Number.NaN)))
    points.push(
      point('µs to read again, by bytes of data', 'cookie', bytes, spread(read)),
      point('reading again over FLOOR, by bytes of data', 'cookie', bytes, ratio(read, floorRead)),
      point('µs to modify, by bytes of data', 'cookie', bytes, spread(modify)),
      point('modifying over FLOOR, by bytes of data', 'cookie', bytes, ratio(modify, floorModify)),
    )
  }
  return points
}

async function bodiesInStore(engine: Engine, slices: number): Promise<readonly CurvePoint[]> {
  const running = await engines[engine]()
  if (running === undefined) return []
  const { store, close } = await openStore(running.address)
  const sessions = createSessions<Body>({ secrets: secret, store })
  const points: CurvePoint[] = []
  for (const bytes of storedBytes) {
    const cookie = await begun(sessions, bodyOf(bytes))
    const tasks = [false, true].map((changes) => ({
      run: () => visited(sessions, cookie, changes),
    }))
    const [read = [], modify = []] = await interleave(tasks, slices)
    points.push(
      point('µs to read, by bytes of data', engine, bytes, spread(read)),
      point('µs to modify in a store, by bytes of data', engine, bytes, spread(modify)),
    )
  }
  await close()
  await running[Symbol.asyncDispose]()
  return points
}

async function cookiesOfRequest(slices: number): Promise<readonly CurvePoint[]> {
  const visit = await named('Coatcheck').open(bodyOf(73))
  const own = cookieAfter(undefined, (await visit('begin', undefined)).cookies) ?? ''
  const tasks = cookieCounts.map((count): Task<Answer> => {
    const others = Array.from({ length: count - 1 }, (_, i) => `_other${i}=${'v'.repeat(32)}`)
    const header = [...others, own].join('; ')
    return { run: () => visit('read', header) }
  })
  const samples = await interleave(tasks, slices)
  return cookieCounts.map((count, i) =>
    point('µs to read again, by cookies of the request', 'cookie', count, spread(samples[i] ?? [])),
  )
}

async function writers(engine: Engine, changes: number): Promise<readonly CurvePoint[]> {
  const running = await engines[engine]()
  if (running === undefined) return []
  const { store, close } = await openStore(running.address)
  const sessions = createSessions<Body>({ secrets: secret, store })
  const points: CurvePoint[] = []
  for (const count of writerCounts) {
    const rates = { one: [] as number[], many: [] as number[], ratio: [] as number[] }
    for (let round = 0; round < 5; round += 1) {
      const shared = await begun(sessions, bodyOf(73))
      const own = await Promise.all(
        Array.from({ length: count }, () => begun(sessions, bodyOf(73))),
      )
      const [one, many] = [
        await rateOf(
          sessions,
          own.map(() => shared),
          changes,
        ),
        await rateOf(sessions, own, changes),
      ]
      const left = await visitsOf(sessions, shared)
      if (left !== (bodyOf(73).visits ?? 0) + count * changes) {
        throw new Error(`${engine}: ${count} writers left ${left} visits`)
      }
      rates.one.push(one)
      rates.many.push(many)
      rates.ratio.push(one / many)
    }
    points.push(
      point('changes a second of one session, by writers', engine, count, spread(rates.one)),
      point(
        'changes of one session over those of a session each, by writers',
        engine,
        count,
        spread(rates.ratio),
      ),
    )
  }
  await close()
  await running[Symbol.asyncDispose]()
  return points
}

/** Lets as many writers as there are cookies count up, and gives their changes in a second. */
async function rateOf(
  sessions: Sessions<Body>,
  cookies: readonly string[],
  changes: number,
): Promise<number> {
  const start = performance.now()
  await Promise.all(
    cookies.map(async (cookie) => {
      for (let i = 0; i < changes; i += 1) {
        const exchange = new OneRequest(cookie)
        const session = await sessions.open(exchange)
        await session.update((data) => {
          data.visits = (data.visits ?? 0) + 1
        })
        await sessions.commit(session, exchange)
      }
    }),
  )
  return (cookies.length * changes * 1_000) / (performance.now() - start)
}

async function visitsOf(sessions: Sessions<Body>, cookie: string): Promise<number | undefined> {
  return (await sessions.open(new OneRequest(cookie))).get('visits')
}

async function begun(sessions: Sessions<Body>, body: Body): Promise<string> {
  const exchange = new OneRequest(undefined)
  const session = await sessions.open(exchange)
  Object.assign(session.data, body)
  await sessions.commit(session, exchange)
  return cookieAfter(undefined, exchange.cookies) ?? ''
}

async function visited(
  sessions: Sessions<Body>,
  cookie: string,
  changes: boolean,
): Promise<number | undefined> {
  const exchange = new OneRequest(cookie)
  const session = await sessions.open(exchange)
  const visits = session.get('visits')
  if (changes) session.set('visits', (visits ?? 0) + 1)
  await sessions.commit(session, exchange)
  return visits
}

function named(name: string): Contender {
  const found = coatcheck.find((one) => one.name === name)
  if (found === undefined) throw new Error(`there is no contender ${name}`)
  return found
}

function point(curve: string, of: string, at: number, found: Spread): CurvePoint {
  return { curve, of, at, found }
}

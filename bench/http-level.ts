/**
 * What a session costs a server, over HTTP: requests a second, processor time added to a request,
 * the longest waits, and the commands that the store's server counts.
 *
 * @module
 */

import type { Act } from './contender.ts'
import { faultOf } from './contender-check.ts'
import { cookieAfter } from './cookie-jar.ts'
import { at, bootstrap, bootstrapRatio, type Interval, type Spread, spread } from './figures.ts'
import { engines, type RunningEngine } from './http/engines.ts'
import { frameworks } from './http/frameworks.ts'
import type { Engine, KindName } from './http/kind.ts'
import { type Visitors, visitorsOf } from './http/load.ts'
import { canPin, pin, type Served, serve, visitAt } from './http/served.ts'

/** One of the things that are asked over HTTP. */
export type HttpAct = Exclude<Act, 'none' | 'begin'>

/** What is asked over HTTP. */
export const httpActs: readonly HttpAct[] = ['untouched', 'read', 'modify']

/** What one act costs over HTTP. */
export interface HttpCost {
  /** Requests a second, of each slice. */
  readonly rate: Spread
  /** Requests a second, over those of the same framework without a session in the slice beside. */
  readonly rateRatio: Spread
  /** Microseconds of processor time over the same framework without a session. */
  readonly added: Interval
  /** The same of each slice. */
  readonly addedSlices: readonly number[]
  /** What is added, over what FLOOR adds. */
  readonly addedToFloor: Interval
  /** 99 in 100 answers took no longer, in milliseconds. */
  readonly p99: number
  /** The commands of a request, as the store's server counts them, with how many there were of each. */
  readonly commands?: Readonly<Record<string, number>>
}

/** What was found of one kind of sessions on one framework. */
export interface HttpFinding extends KindName {
  readonly framework: string
  /** Why it was not timed. */
  readonly fault?: string
  readonly costs?: Readonly<Partial<Record<Act, HttpCost>>>
}

/** How long a run takes. */
export interface HttpEffort {
  readonly sliceMilliseconds: number
  /** Slices of each act. */
  readonly rounds: number
  /** Requests of each act before any is timed. */
  readonly warmUpRequests: number
  /** Only these frameworks, by a part of their name. */
  readonly only?: RegExp | undefined
  /** Only these kinds, besides no session and FLOOR. */
  readonly kinds?: RegExp | undefined
}

interface Runner {
  readonly kind: KindName
  readonly served: Served
  readonly visitors: Visitors
  readonly engine: RunningEngine
  readonly cookies: readonly string[]
}

interface Sample {
  readonly rate: number
  readonly processor: number
  readonly waits: readonly number[]
}

const visitorCount = 64
const [warmUpSliceMilliseconds, warmUpSlices] = [200, 40]

/** Measures every framework with every kind of sessions; the slices of all kinds take turns. */
export async function measureHttp(
  effort: HttpEffort,
  tell: (line: string) => void,
): Promise<readonly HttpFinding[]> {
  if (canPin) pin(process.pid, 1)
  const findings: HttpFinding[] = []
  const running = await startEngines(effort)
  for (const framework of Object.keys(frameworks)) {
    if (effort.only?.test(framework) === false) continue
    tell(`${framework}: servers start`)
    const started = await Promise.all(
      kindsOf(framework, effort).map(async (kind) => ({
        kind,
        runner: await made(framework, kind, running.get(kind.engine)),
      })),
    )
    const runners: Runner[] = []
    for (const { kind, runner } of started) {
      if (typeof runner === 'string') findings.push({ ...nameOf(kind), framework, fault: runner })
      else runners.push(runner)
    }
    findings.push(...(await measured(framework, runners, effort, tell)))
    for (const { visitors, served } of runners) {
      visitors[Symbol.dispose]()
      await served[Symbol.asyncDispose]()
    }
  }
  for (const engine of running.values()) await engine?.[Symbol.asyncDispose]()
  return findings
}

function kindsOf(framework: string, { kinds = /./ }: HttpEffort): readonly KindName[] {
  const all = frameworks[framework] ?? []
  return all.filter(({ name }) => name === 'none' || name === 'FLOOR' || kinds.test(name))
}

function nameOf({ name, protection, engine }: KindName): KindName {
  return { name, protection, engine }
}

async function startEngines(
  effort: HttpEffort,
): Promise<ReadonlyMap<Engine, RunningEngine | undefined>> {
  const needed = new Set(
    Object.keys(frameworks).flatMap((framework) =>
      kindsOf(framework, effort).map(({ engine }) => engine),
    ),
  )
  const started = new Map<Engine, RunningEngine | undefined>()
  for (const engine of needed) started.set(engine, await engines[engine]())
  return started
}

async function made(
  framework: string,
  kind: KindName,
  engine: RunningEngine | undefined,
): Promise<Runner | string> {
  if (engine === undefined) return `${kind.engine} is not on this machine`
  try {
    const served = await serve(framework, kind.name, engine.address)
    const cookies: string[] = []
    const visit = visitAt(served.port)
    const fault = kind.name === 'none' ? undefined : await faultOf(kind, visit)
    if (fault !== undefined) {
      await served[Symbol.asyncDispose]()
      return fault
    }
    for (let i = 0; i < visitorCount; i += 1) {
      // Where there is no session, a cookie as FLOOR's is carried along.
      const begun = kind.name === 'none' ? undefined : (await visit('begin', undefined)).cookies
      cookies.push(cookieAfter(undefined, begun ?? [`session=${'x'.repeat(163)}`]) ?? '')
    }
    return { kind, served, engine, cookies, visitors: visitorsOf(served.port, cookies) }
  } catch (error) {
    return String(error)
  }
}

async function measured(
  framework: string,
  runners: readonly Runner[],
  effort: HttpEffort,
  tell: (line: string) => void,
): Promise<readonly HttpFinding[]> {
  const costs = runners.map((): Partial<Record<Act, HttpCost>> => ({}))
  tell(`${framework}: warming up`)
  for (const { visitors } of runners) {
    for (const act of httpActs) await warmUp(visitors, act, effort.warmUpRequests)
  }
  const samples = runners.map(
    (): Record<HttpAct, Sample[]> => ({ untouched: [], read: [], modify: [] }),
  )
  for (let round = 0; round < effort.rounds; round += 1) {
    if (round % 5 === 0) tell(`${framework}: round ${round + 1} of ${effort.rounds}`)
    // Acts take turns as well: what is compiled late would count for whatever came first.
    for (const act of httpActs) {
      for (const [at, runner] of runners.entries()) {
        samples[at]?.[act].push(await sampleOf(runner, act, effort.sliceMilliseconds))
      }
    }
  }
  for (const act of httpActs) {
    const of = (name: string): readonly Sample[] =>
      samples[runners.findIndex(({ kind }) => kind.name === name)]?.[act] ?? []
    for (const [at, runner] of runners.entries()) {
      const commands = await commandsOf(runner, act)
      const cost = costOf(samples[at]?.[act] ?? [], of('none'), of('FLOOR'))
      Object.assign(costs[at] ?? {}, {
        [act]: commands === undefined ? cost : { ...cost, commands },
      })
    }
  }
  return runners.map(({ kind }, at) => ({ ...nameOf(kind), framework, costs: costs[at] ?? {} }))
}

// By requests and not by time: what is slow needs as many until it is compiled.
async function warmUp(visitors: Visitors, act: Act, requests: number): Promise<void> {
  let done = 0
  for (let slice = 0; done < requests && slice < warmUpSlices; slice += 1) {
    done += (await visitors.ask(act, warmUpSliceMilliseconds)).requests
  }
}

async function sampleOf({ served, visitors }: Runner, act: Act, ms: number): Promise<Sample> {
  const before = await served.microseconds()
  const { requests, milliseconds, waits } = await visitors.ask(act, ms)
  const processor = ((await served.microseconds()) - before) / requests
  return { rate: (requests * 1_000) / milliseconds, processor, waits }
}

function costOf(
  own: readonly Sample[],
  none: readonly Sample[],
  floor: readonly Sample[],
): HttpCost {
  const over = (samples: readonly Sample[]): readonly number[] =>
    samples.map(({ processor }, at) => processor - (none[at]?.processor ?? Number.NaN))
  const waits = own.flatMap((sample) => sample.waits).sort((one, other) => one - other)
  const added = over(own)
  return {
    rate: spread(own.map(({ rate }) => rate)),
    rateRatio: spread(own.map(({ rate }, at) => rate / (none[at]?.rate ?? Number.NaN))),
    added: bootstrap(added),
    addedSlices: added,
    addedToFloor: bootstrapRatio(added, over(floor)),
    p99: at(waits, 0.99),
  }
}

// A pass of its own: a server that tells every command is slower.
async function commandsOf(
  { served, cookies, engine, kind }: Runner,
  act: Act,
): Promise<Readonly<Record<string, number>> | undefined> {
  if (kind.engine !== 'redis' && kind.engine !== 'postgres') return undefined
  const visit = visitAt(served.port)
  const commands = await engine.commandsDuring(async () => {
    for (const cookie of cookies) await visit(act, cookie)
  })
  const counts: Record<string, number> = {}
  for (const command of commands ?? []) {
    counts[command] = (counts[command] ?? 0) + 1 / cookies.length
  }
  return counts
}

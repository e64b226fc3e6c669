/**
 * What Coatcheck means to reach, beside what a run found.
 *
 * @module
 */

import type { Act } from './contender.ts'
import { bootstrapRatio, type Interval } from './figures.ts'
import type { GrownEngine } from './grown.ts'
import type { GrowthFinding } from './growth.ts'
import type { HttpCost } from './http-level.ts'
import type { ProcessCost } from './process-level.ts'
import type { Question } from './question.ts'
import type { Result } from './result.ts'

/** A target, and what was found. */
export interface Target {
  readonly what: string
  /** It is to be no more than this. */
  readonly target: number
  readonly found: number
  /** The same in the fastest tenth of the slices, where that was taken down. */
  readonly quiet?: number | undefined
  /** Between which figures it lies with 95 % confidence, where that was worked out. */
  readonly between?: Pick<Interval, 'from' | 'to'> | undefined
  /** By what was found in the middle. */
  readonly isMet: boolean
  /** Whether another run could say otherwise, the target lying between those figures. */
  readonly isUnsure: boolean
}

/** Gives the targets that a run can tell of. */
export function targetsOf(result: Result): readonly Target[] {
  return [
    ...processTargets(result),
    ...httpTargets(result),
    ...growthTargets(result),
    ...curveTargets(result),
  ].flatMap(([what, target, found, sureness = {}]) =>
    found === undefined || Number.isNaN(found)
      ? []
      : [{ what, target, found, ...sureness, ...verdictOf(found, target, sureness) }],
  )
}

type Sureness = Pick<Target, 'quiet' | 'between'>

type Row = readonly [
  what: string,
  target: number,
  found: number | undefined,
  sureness?: Sureness | undefined,
]

function verdictOf(
  found: number,
  target: number,
  { between }: Sureness,
): Pick<Target, 'isMet' | 'isUnsure'> {
  const isUnsure = between !== undefined && between.from <= target && target < between.to
  return { isMet: found <= target, isUnsure }
}

function processTargets({ processes }: Result): readonly Row[] {
  const found = (size: string, name = 'Coatcheck') =>
    processes.find((one) => one.size === size && one.name === name)
  const cost = (question: Question, size: string): ProcessCost | undefined =>
    found(size)?.costs?.[question]
  const ratio = (what: string, target: number, question: Question, size: string): Row => {
    const { ratio, quiet = Number.NaN } = cost(question, size) ?? {}
    return [`${what}, ${size}, of FLOOR`, target, ratio?.median, { quiet }]
  }
  return [
    ['untouched, cookie, µs over no session', 0.3, cost('untouched', 'small')?.net.median],
    ratio('read, new to the process', 1.15, 'read', 'small'),
    ratio('read, new to the process', 1.05, 'read', 'big'),
    ratio('read again', 0.35, 'read again', 'small'),
    ratio('modify, new to the process', 1.1, 'modify', 'small'),
    ratio('modify, new to the process', 1.1, 'modify', 'big'),
    ratio('modify again', 1.1, 'modify again', 'small'),
    ratio('modify again', 1.1, 'modify again', 'big'),
    ratio('garbage', 0.2, 'garbage', 'small'),
    ratio('tampered', 1.15, 'tampered', 'small'),
    ['value bytes, small', 225, found('small')?.valueBytes],
    ['value bytes, big', 2_880, found('big')?.valueBytes],
  ]
}

function httpTargets({ http }: Result): readonly Row[] {
  const frameworks = [...new Set(http.map(({ framework }) => framework))]
  return frameworks.flatMap((framework): readonly Row[] => {
    const cost = (name: string, act: Act): HttpCost | undefined =>
      http.find((one) => one.framework === framework && one.name === name)?.costs?.[act]
    const ratio = (what: string, target: number, own: string, other: string, act: Act): Row => {
      const [ours, theirs] = [cost(own, act)?.addedSlices, cost(other, act)?.addedSlices]
      if (ours === undefined || theirs === undefined) return [what, target, undefined]
      const between = bootstrapRatio(ours, theirs)
      return [`${framework}, ${what}`, target, between.median, { between }]
    }
    const commands = (name: string, act: Act): number | undefined => {
      const counted = cost(name, act)?.commands
      if (counted === undefined) return undefined
      // Once in a while a process also reads what it knows of all sessions.
      return Math.round(Object.values(counted).reduce((sum, count) => sum + count, 0) * 10) / 10
    }
    const acts: readonly Act[] = ['untouched', 'read', 'modify']
    return [
      ...acts.flatMap((act): readonly Row[] => {
        const most = act === 'untouched' ? 1.05 : 1.15
        const secure = '@fastify/secure-session'
        return [
          ratio(`${act}: cookie, of FLOOR`, most, 'Coatcheck', 'FLOOR', act),
          ...['memory', 'redis', 'postgres'].map((engine): Row => {
            const other = `express-session, ${engine}`
            const what = `${act}: cookie, of express-session on ${engine}`
            return ratio(what, 1 / 3, 'Coatcheck', other, act)
          }),
          ratio(`${act}: cookie, of ${secure}`, 1, 'Coatcheck', secure, act),
        ]
      }),
      ...['redis', 'postgres'].flatMap((engine): readonly Row[] => {
        const [own, other] = [`Coatcheck, ${engine}`, `express-session, ${engine}`]
        return [
          [`${framework}, ${engine}: commands of a read`, 1, commands(own, 'read')],
          [`${framework}, ${engine}: commands of a modify`, 2, commands(own, 'modify')],
          ratio(`${engine}: read, of express-session`, 0.6, own, other, 'read'),
          ratio(`${engine}: modify, of express-session`, 0.6, own, other, 'modify'),
        ]
      }),
    ]
  })
}

const fewestToWeigh = 100_000

function growthTargets({ growth }: Result): readonly Row[] {
  // What peers reach is for the table of growth: targets are ours.
  const engines: readonly GrownEngine[] = ['memory', 'sqlite', 'redis', 'postgres']
  const stores = engines.filter((engine) => growth.some(({ store }) => store === engine))
  const largest = (store: string): GrowthFinding | undefined =>
    growth.findLast((one) => one.store === store)
  const bytesAt = (store: string, sessions: number | undefined): number | undefined =>
    growth.find((one) => one.store === store && one.sessions === sessions)?.bytesEach
  const beside = (what: string, most: number, own: string, other: string): Row => {
    const sessions = largest(other)?.sessions
    const [ours, theirs] = [bytesAt(own, sessions), bytesAt(other, sessions)]
    // Of few sessions it is what a process takes once that shows.
    const isKnown = ours !== undefined && theirs !== undefined && (sessions ?? 0) >= fewestToWeigh
    return [what, most, isKnown ? ours / theirs : undefined]
  }
  return [
    ...stores.map((store): Row => {
      const { sessions = 0, readRatio } = largest(store) ?? {}
      return [
        `${store}: read with ${sessions.toLocaleString('en')} sessions, of that with the fewest`,
        1.3,
        readRatio,
      ]
    }),
    beside('bytes per session in Redis, of connect-redis', 1.35, 'redis', 'connect-redis'),
    beside('bytes per session in memory, of MemoryStore', 1, 'memory', 'MemoryStore'),
  ]
}

// The rest are to be no more than their target: this one is turned over.
function curveTargets({ curves }: Result): readonly Row[] {
  return curves
    .filter(({ curve, at }) => at === 64 && curve.startsWith('changes of one session over'))
    .map(({ of, found }) => [`${of}: 64 writers on 64 sessions, of 64 on one`, 2, 1 / found.median])
}

/**
 * What a session costs in one process, beside FLOOR and the peers.
 *
 * @module
 */

import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { bodySizes } from './contender.ts'
import { contenders } from './contenders/all.ts'
import { at, type Spread, spread } from './figures.ts'
import type { ChildReport } from './process-child.ts'
import { type Question, questions } from './question.ts'

/** What one question costs a contender. */
export interface ProcessCost {
  /** Microseconds over the same request where there is no session. */
  readonly net: Spread
  /** Microseconds of FLOOR, in slices between. */
  readonly floor: Spread
  /** Each slice's cost over that of FLOOR beside it. */
  readonly ratio: Spread
  /** The same of the fastest tenths of both, which other work on the machine disturbs least. */
  readonly quiet: number
}

/** What was found of one contender with bodies of one size. */
export interface ProcessFinding {
  readonly name: string
  readonly protection: string
  readonly size: string
  /** Why it was not timed. */
  readonly fault?: string
  readonly valueBytes?: number
  readonly visitors?: number
  readonly costs?: Readonly<Partial<Record<Question, ProcessCost>>>
}

/** How long a run takes. */
export interface ProcessEffort {
  /** Slices of 4 ms of each question. */
  readonly slices: number
  /** Processes of each contender, one after the other. */
  readonly rounds: number
  /** Only these contenders, by a part of their name. */
  readonly only?: RegExp | undefined
}

const script = fileURLToPath(new URL('process-child.ts', import.meta.url))

/** Measures every contender in processes of its own, which take turns. */
export async function measureProcesses(
  { slices, rounds, only = /./ }: ProcessEffort,
  tell: (line: string) => void,
): Promise<readonly ProcessFinding[]> {
  const asked = contenders.filter(({ name }) => only.test(name))
  const findings: ProcessFinding[] = []
  for (const [size, bytes] of Object.entries(bodySizes)) {
    const reports = asked.map((): ChildReport[] => [])
    for (let round = 0; round < rounds; round += 1) {
      for (const [at, { name }] of asked.entries()) {
        if (reports[at]?.some(({ fault }) => fault !== undefined)) continue
        tell(`${size}, round ${round + 1} of ${rounds}: ${name}`)
        reports[at]?.push(await reportOf([name, String(bytes), String(slices)]))
      }
    }
    for (const [at, { name, protection }] of asked.entries()) {
      findings.push({ name, protection, size, ...summed(reports[at] ?? []) })
    }
  }
  return findings
}

function reportOf(args: readonly string[]): Promise<ChildReport> {
  return new Promise((resolve) => {
    // What peers print of tampered cookies is theirs to print, but not ours to show.
    const child = fork(script, args, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
    let tail = ''
    child.stderr?.on('data', (chunk) => {
      tail = (tail + String(chunk)).slice(-400)
    })
    let found: ChildReport | undefined
    child.on('message', (report) => {
      // What process-child.ts sends.
      found = report as ChildReport
    })
    child.on('exit', (code) => resolve(found ?? { fault: `ended with ${code}: ${tail}` }))
  })
}

function summed(
  reports: readonly ChildReport[],
): Omit<ProcessFinding, 'name' | 'protection' | 'size'> {
  const [first] = reports
  const fault = reports.find((report) => report.fault !== undefined)?.fault
  if (fault !== undefined) return { fault }
  const costs = Object.fromEntries(
    questions.flatMap((question, at) =>
      question === 'none' ? [] : [[question, costOf(reports, at)] as const],
    ),
  )
  return { valueBytes: first?.valueBytes ?? 0, visitors: first?.visitors ?? 0, costs }
}

function costOf(reports: readonly ChildReport[], question: number): ProcessCost {
  const net: number[] = []
  const floor: number[] = []
  for (const report of reports) {
    net.push(...netOf(report.own, question))
    floor.push(...netOf(report.floor, question))
  }
  const ratios = net.map((cost, slice) => cost / (floor[slice] ?? Number.NaN))
  const quiet = fastest(net) / fastest(floor)
  return { net: spread(net), floor: spread(floor), ratio: spread(ratios), quiet }
}

function fastest(figures: readonly number[]): number {
  return at(
    [...figures].sort((one, other) => one - other),
    0.1,
  )
}

function netOf(samples: ChildReport['own'], question: number): readonly number[] {
  // The median of the requests without a session: one slice of it would add its own noise.
  const none = spread(samples?.[0] ?? []).median
  return (samples?.[question] ?? []).map((cost) => cost - none)
}

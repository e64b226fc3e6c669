/**
 * What a run found, as tables in Markdown.
 *
 * @module
 */

import { bodySizes } from './contender.ts'
import type { CurvePoint } from './curves.ts'
import type { Spread } from './figures.ts'
import type { GrowthFinding } from './growth.ts'
import { type HttpCost, type HttpFinding, httpActs } from './http-level.ts'
import type { ProcessFinding } from './process-level.ts'
import { meaningOf, type Question, questions } from './question.ts'
import type { Result } from './result.ts'
import { targetsOf } from './targets.ts'

const asked = questions.filter((question) => question !== 'none')

/** Writes a run as Markdown. */
export function tablesOf(result: Result): string {
  const { node, cores, began, loadBefore, isLong } = result.circumstances
  return [
    `# ${isLong ? 'Long' : 'Short'} run of ${began.slice(0, 16)}, Node ${node}, ${cores} cores\n`,
    `Load before the run: ${loadBefore.toFixed(1)}. Ratios are medians of slices that took turns, with`,
    'their quartiles in brackets; microseconds and milliseconds are those of the machine.\n',
    ...targetTable(result),
    ...(result.processes.length === 0 ? [] : processTables(result.processes)),
    ...(result.http.length === 0 ? [] : httpTables(result.http)),
    ...(result.growth.length === 0 ? [] : growthTable(result.growth)),
    ...(result.curves.length === 0 ? [] : curveTables(result.curves)),
    '',
  ].join('\n')
}

/** Writes the targets as Markdown. */
export function targetTable(result: Result): readonly string[] {
  const rows = targetsOf(result)
  if (rows.length === 0) return []
  return [
    ...headed('## Targets\n', ['what', 'target', 'found', '95 %', 'fastest tenth', '']),
    ...rows.map(({ what, target, found, quiet, between, isMet, isUnsure }) =>
      row([
        ...[what, `≤ ${digits(target)}`, digits(found)],
        between === undefined ? '' : `${digits(between.from)}–${digits(between.to)}`,
        quiet === undefined ? '' : digits(quiet),
        `${isMet ? 'met' : '**not met**'}${isUnsure ? ' (unsure)' : ''}`,
      ]),
    ),
  ]
}

function processTables(findings: readonly ProcessFinding[]): readonly string[] {
  const meanings = asked.map((question) => `- **${question}**: ${meaningOf[question]}`)
  return [
    '\n## In one process\n',
    'Over the same request without a session, as a ratio to FLOOR in the same process; untouched in',
    'microseconds.\n',
    ...meanings,
    ...peerTables(findings),
  ]
}

/** Writes a table for each body. */
export function peerTables(findings: readonly ProcessFinding[]): readonly string[] {
  return Object.keys(bodySizes).flatMap((size) =>
    processTable(
      size,
      findings.filter((finding) => finding.size === size),
    ),
  )
}

function processTable(size: string, findings: readonly ProcessFinding[]): readonly string[] {
  const floors = (question: Question): string => {
    const costs = findings.flatMap(({ costs }) => costs?.[question]?.floor.median ?? [])
    return costs.length === 0 ? '' : `${digits(costs.sort((a, b) => a - b)[costs.length >> 1])} µs`
  }
  const title = `\n### ${size}: ${Reflect.get(bodySizes, size)} bytes of JSON\n`
  return [
    ...headed(title, ['', 'cookie', 'value bytes', ...asked]),
    row(['FLOOR', 'encrypted', '', ...asked.map(floors)]),
    ...findings.map(({ name, protection, valueBytes, costs, fault }) =>
      fault === undefined
        ? row([
            name,
            protection,
            String(valueBytes),
            ...asked.map((question) => {
              const cost = costs?.[question]
              if (cost === undefined) return ''
              return question === 'untouched'
                ? `${digits(cost.net.median)} µs`
                : spreadOf(cost.ratio)
            }),
          ])
        : row([name, protection, `not timed: ${fault.split('\n')[0]}`, ...asked.map(() => '')]),
    ),
  ]
}

/** Writes what was found over HTTP as Markdown. */
export function httpTables(findings: readonly HttpFinding[]): readonly string[] {
  const names = [...new Set(findings.map(({ framework }) => framework))]
  return [
    '\n## Over HTTP\n',
    'Processor time of the server over the same framework without a session, per request, with its',
    '95 % interval and as a ratio to FLOOR; requests a second as a ratio to the framework without a',
    'session; the wait that 99 in 100 do not exceed; commands as the store’s server counts them.',
    ...names.flatMap((name) => httpTable(name, findings)),
  ]
}

function httpTable(framework: string, findings: readonly HttpFinding[]): readonly string[] {
  const columns = ['added µs', 'of FLOOR', 'requests', 'p99 ms', 'commands']
  return [
    ...headed(`\n### ${framework}\n`, ['', 'act', ...columns]),
    ...findings
      .filter((finding) => finding.framework === framework)
      .flatMap(({ name, costs, fault }) =>
        fault === undefined
          ? httpActs.flatMap((act) => httpRow(name, act, costs?.[act]))
          : [row([name, `not timed: ${fault.split('\n')[0]}`, ...columns.map(() => '')])],
      ),
  ]
}

function httpRow(name: string, act: string, cost: HttpCost | undefined): readonly string[] {
  if (cost === undefined) return []
  const { added, addedToFloor, rateRatio, p99, commands = {} } = cost
  const counted = Object.entries(commands).map(([verb, count]) => `${digits(count)} ${verb}`)
  const rate = `${digits(cost.rate.median)}/s, ${spreadOf(rateRatio)}`
  if (name === 'none')
    return [row([name, act, '', '', `${digits(cost.rate.median)}/s`, digits(p99), ''])]
  return [
    row([
      ...[name, act, `${digits(added.median)} (${digits(added.from)}–${digits(added.to)})`],
      ...[digits(addedToFloor.median), rate, digits(p99), counted.join(', ')],
    ]),
  ]
}

/** Writes how stores grow as Markdown. */
export function growthTable(findings: readonly GrowthFinding[]): readonly string[] {
  const columns = ['bytes each', 'read µs', 'p99', 'of the fewest', 'modify µs', 'of the fewest']
  return [
    '\n## Growth\n',
    'Microseconds of a request, with quartiles, and over those of a store with the fewest sessions, which',
    'took turns with it; to list the ten sessions of a subject, and to end them.\n',
    ...headed('', ['store', 'sessions', ...columns, 'list µs', 'revoke µs', 'begun a second']),
    ...findings.map((finding) => {
      const { store, sessions, bytesEach, read, readP99, readRatio, modify, modifyRatio } = finding
      return row([
        ...[store, sessions.toLocaleString('en'), bytesEach === undefined ? '' : digits(bytesEach)],
        ...[spreadOf(read), digits(readP99), digits(readRatio)],
        ...[spreadOf(modify), digits(modifyRatio)],
        ...[finding.list, finding.revokeAll].map((one) => (one === undefined ? '' : spreadOf(one))),
        digits(finding.filledPerSecond),
      ])
    }),
  ]
}

/** Writes the curves as Markdown. */
export function curveTables(points: readonly CurvePoint[]): readonly string[] {
  const curves = [...new Set(points.map(({ curve }) => curve))]
  return curves.flatMap((curve) => {
    const own = points.filter((point) => point.curve === curve)
    const places = [...new Set(own.map(({ at }) => at))]
    const lines = [...new Set(own.map(({ of }) => of))]
    const rows = lines.map((of) =>
      row([of, ...own.filter((point) => point.of === of).map(({ found }) => spreadOf(found))]),
    )
    return ['', ...headed('', [curve, ...places.map((at) => at.toLocaleString('en'))]), ...rows]
  })
}

function headed(title: string, names: readonly string[]): readonly string[] {
  return [title, row(names), row(names.map(() => '---'))]
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '/')).join(' | ')} |`
}

function spreadOf({ median, lower, upper }: Spread): string {
  return `${digits(median)} (${digits(lower)}–${digits(upper)})`
}

/** Writes a figure with the digits that count. */
export function digits(figure: number | undefined): string {
  if (figure === undefined || !Number.isFinite(figure)) return '–'
  const size = Math.abs(figure)
  return figure.toLocaleString('en', {
    maximumFractionDigits: size >= 100 ? 0 : size >= 10 ? 1 : 2,
    minimumFractionDigits: size >= 10 ? 0 : 2,
  })
}

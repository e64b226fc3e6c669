/**
 * Writes what was measured into `docs/performance.md`: the tables of the last runs, the flame graphs of
 * a request, and why each hot frame is there. Fails where nobody has said so of a frame.
 *
 * Arguments: the JSON of one or several runs (`bench/results/node20.json` or of whichever Node).
 *
 * @module
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { runAsBuilt } from './as-built.ts'
import { flameGraph } from './flame-graph.ts'
import { hotFrames } from './hot-frames.ts'
import { hotReasons, reasonFor } from './hot-reasons.ts'
import { profiled } from './profiled.ts'
import type { Result } from './result.ts'
import { curveTables, growthTable, httpTables, peerTables, targetTable } from './tables.ts'

runAsBuilt()
const { contenders } = await import('./contenders/all.ts')

const [major] = process.versions.node.split('.')
const given = process.argv.slice(2)
const usual = new URL(`results/node${major}.json`, import.meta.url)
const files: readonly (string | URL)[] = given.length > 0 ? given : [usual]

const page = new URL('../docs/performance.md', import.meta.url)
const drawn = [
  ['read', 'read.svg'],
  ['read again', 'read-again.svg'],
  ['modify again', 'modify.svg'],
] as const
const hotShare = 0.015

const coatcheck = contenders.find(({ name }) => name === 'Coatcheck')
if (coatcheck === undefined) throw new Error('Coatcheck is no contender')

let text = readFileSync(page, 'utf8')
const reasons = new Map<string, { shares: Map<string, number>; frames: Set<string> }>()
for (const [question, file] of drawn) {
  const { profile } = await profiled(coatcheck, question, { bytes: 73, seconds: 8 })
  const svg = flameGraph(profile, /bench\/contenders\/coatcheck/)
  writeFileSync(new URL(`../docs/flames/${file}`, import.meta.url), svg)
  for (const { frame, share } of hotFrames(profile)) {
    const reason = reasonFor(frame)
    if (reason === undefined) {
      if (share < hotShare) continue
      throw new Error(`say in hot-reasons.ts why ${frame} is there (${(share * 100).toFixed(1)} %)`)
    }
    const found = reasons.get(reason) ?? { shares: new Map(), frames: new Set() }
    found.shares.set(question, (found.shares.get(question) ?? 0) + share)
    const [name = ''] = frame.startsWith('(') ? [frame] : frame.split(' ')
    if (share >= 0.005) found.frames.add(name)
    reasons.set(reason, found)
  }
}
for (const [pattern, reason] of hotReasons) {
  if (!reasons.has(reason)) console.error(`no frame is there any more for ${pattern}: ${reason}`)
}
const rows = [...reasons]
  .map(([reason, { shares, frames }]) => ({
    reason,
    frames: [...frames].slice(0, 6).map((name) => `\`${name}\``),
    shares: drawn.map(([question]) => shares.get(question) ?? 0),
  }))
  .filter(({ shares }) => Math.max(...shares) >= hotShare)
  .sort((one, other) => Math.max(...other.shares) - Math.max(...one.shares))
  .map(({ reason, frames, shares }) => {
    const cells = shares.map((share) => `${(share * 100).toFixed(0)} %`)
    return `| ${frames.join(', ')} | ${cells.join(' | ')} | ${reason} |`
  })
put('frames', [
  `| frames | ${drawn.map(([question]) => question).join(' | ')} | why they are there |`,
  `|---|${drawn.map(() => '---|').join('')}---|`,
  ...rows,
])

// As runs wrote them; each part is taken from the first that has it.
const runs = files.map((file) => JSON.parse(readFileSync(file, 'utf8')) as Result)
const part = <Name extends 'processes' | 'http' | 'growth' | 'curves'>(
  name: Name,
): Result[Name] => {
  const run = runs.find((one) => one[name]?.length > 0)
  // Nothing of that part was measured.
  return run?.[name] ?? ([] as unknown as Result[Name])
}
const whenOf = (name: 'processes' | 'http' | 'growth' | 'curves'): string => {
  const run = runs.find((one) => one[name]?.length > 0)
  return run === undefined ? 'Not measured yet.' : toldOf(run)
}
const [first] = runs
if (first !== undefined) {
  const result: Result = {
    circumstances: first.circumstances,
    processes: part('processes'),
    http: part('http'),
    growth: part('growth'),
    curves: part('curves'),
  }
  put('targets', [whenOf('processes'), ...targetTable(result).map(withoutHeading)])
  // Of peers a short run tells enough.
  const [widest] = [...runs].sort((one, other) => other.processes.length - one.processes.length)
  if (widest !== undefined) {
    put('peers', [toldOf(widest), ...peerTables(widest.processes)])
  }
  put('http', [`${whenOf('http')}\n`, ...httpTables(result.http).slice(1)])
  put('growth', [whenOf('growth'), ...growthTable(result.growth).map(withoutHeading)])
  put('curves', [whenOf('curves'), ...curveTables(result.curves)])
}
writeFileSync(page, text)

function toldOf({ circumstances }: Result): string {
  const { began, node, cores, isLong, loadBefore } = circumstances
  const length = isLong ? 'long' : 'short'
  return (
    `A ${length} run of ${began.slice(0, 10)}, Node ${node}, ${cores} cores, load before it ` +
    `${loadBefore.toFixed(1)}.`
  )
}

/** Puts lines between two marks of the page. */
function put(name: string, lines: readonly string[]): void {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`]
  const [before, rest] = text.split(begin)
  const [, after] = rest?.split(end) ?? []
  if (before === undefined || after === undefined) throw new Error(`the page has no ${begin}`)
  text = `${before}${begin}\n\n${lines.join('\n').trim()}\n\n${end}${after}`
}

function withoutHeading(line: string): string {
  return line.replace(/^\n?## .*/, '')
}

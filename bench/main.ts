/**
 * `npm run bench`: Coatcheck beside FLOOR and its peers, in one process and over HTTP, and what it
 * costs to have many sessions. Writes `bench/results/node20` and the like as JSON, Markdown and HTML.
 *
 * Arguments: `--long`; then of `process`, `growth`, `curves` and `http` what is to be measured (all).
 * `--only=` takes a regular expression for the names of contenders, `--framework=` one for frameworks,
 * `--store=` one for the stores that grow.
 *
 * @module
 */

import { fork } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { runAsBuilt } from './as-built.ts'
import type { CurveEffort } from './curves.ts'
import type { GrowthFinding } from './growth.ts'
import type { HttpEffort } from './http-level.ts'
import { provisionPeers } from './peers/provision.ts'
import type { ProcessEffort } from './process-level.ts'
import { circumstances, type Result } from './result.ts'

runAsBuilt()

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    only: { type: 'string' },
    framework: { type: 'string' },
    store: { type: 'string' },
  },
})
const pattern = (text: string | undefined): RegExp | undefined =>
  text === undefined ? undefined : new RegExp(text)
const isAsked = (part: string): boolean => positionals.length === 0 || positionals.includes(part)

const efforts: {
  readonly process: ProcessEffort
  readonly http: HttpEffort
  readonly curves: CurveEffort
  readonly sizes: (store: string) => readonly number[]
} = values.long
  ? {
      process: { slices: 60, rounds: 5, only: pattern(values.only) },
      http: {
        ...{ sliceMilliseconds: 300, rounds: 20, warmUpRequests: 5_000 },
        ...{ only: pattern(values.framework), kinds: pattern(values.only) },
      },
      curves: { slices: 40, changes: 200, sessions: 4_096 },
      sizes: longSizes,
    }
  : {
      process: { slices: 14, rounds: 1, only: pattern(values.only) },
      http: {
        ...{ sliceMilliseconds: 100, rounds: 3, warmUpRequests: 200 },
        ...{ only: pattern(values.framework), kinds: pattern(values.only) },
      },
      curves: { slices: 10, changes: 10, sessions: 512 },
      sizes: () => [1_000, 5_000],
    }

const began = performance.now()
const tell = (line: string): void => {
  console.error(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${line}`)
}

provisionPeers()
const result: { -readonly [Part in keyof Result]: Result[Part] } = {
  circumstances: circumstances(values.long),
  processes: [],
  http: [],
  growth: [],
  curves: [],
}
// Imported when the peers are there. Each part is written as soon as it is known.
if (isAsked('process')) {
  const { measureProcesses } = await import('./process-level.ts')
  result.processes = await measureProcesses(efforts.process, tell)
  await write()
}
if (isAsked('growth')) {
  const { grownStores } = await import('./growth.ts')
  for (const store of grownStores.filter((name) => pattern(values.store)?.test(name) ?? true)) {
    tell(`growth: ${store}`)
    result.growth = [...result.growth, ...(await grown(store, efforts.sizes(store)))]
  }
  await write()
}
if (isAsked('curves')) {
  const { measureCurves } = await import('./curves.ts')
  result.curves = await measureCurves(efforts.curves, tell)
  await write()
}
if (isAsked('http')) {
  const { measureHttp } = await import('./http-level.ts')
  result.http = await measureHttp(efforts.http, tell)
}
console.log(await write())
tell('done')

async function write(): Promise<string> {
  const [{ tablesOf }, { pageOf }] = await Promise.all([import('./tables.ts'), import('./page.ts')])
  const [major] = process.versions.node.split('.')
  const file = (ending: string): URL => new URL(`results/node${major}.${ending}`, import.meta.url)
  mkdirSync(new URL('results/', import.meta.url), { recursive: true })
  const tables = tablesOf(result)
  writeFileSync(file('json'), JSON.stringify(result, null, 2))
  writeFileSync(file('md'), tables)
  writeFileSync(file('html'), pageOf(result))
  return tables
}

function grown(store: string, sizes: readonly number[]): Promise<readonly GrowthFinding[]> {
  const script = fileURLToPath(new URL('growth-process.ts', import.meta.url))
  return new Promise((resolve, reject) => {
    const execArgv = [...process.execArgv, '--expose-gc', '--max-old-space-size=8192']
    const child = fork(script, [store, ...sizes.map(String)], { execArgv })
    let found: readonly GrowthFinding[] = []
    child.on('message', (findings) => {
      // What growth-process.ts sends.
      found = findings as readonly GrowthFinding[]
    })
    child.on('exit', (code) => {
      if (code === 0) resolve(found)
      else reject(new Error(`${store}: ended with ${code}`))
    })
  })
}

// As far as a machine with 24 GB of memory and two cores gets in an hour or so. What the process keeps by
// itself would fill its heap.
function longSizes(store: string): readonly number[] {
  const sizes = [10_000, 100_000, 1_000_000]
  return /^(redis|sqlite|postgres)$/.test(store) ? [...sizes, 10_000_000] : sizes
}

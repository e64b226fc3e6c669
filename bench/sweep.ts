/**
 * How long the changes of visitors wait while many sessions that are over are swept from the same
 * table, beside how long they wait without. Windows of each kind take turns, so that whatever else
 * the machine does falls on all of them alike.
 *
 * Arguments: how many sessions are over (1,000,000), then the engines (all).
 *
 * @module
 */

import { openStore } from 'coatcheck/stores/open'
import { steadyWriter } from './steady-writer.ts'
import { type SweepEngine, sweepEngines } from './sweep-engines.ts'
import { type Sweeper, sweeperElsewhere, sweeperHere } from './sweeper.ts'
import { spreadOf, waitsOf } from './waits.ts'

const [, , rowsText = '1000000', ...asked] = process.argv
const rows = Number(rowsText)
const [visitors, changesPerSecond, windowMilliseconds] = [200, 100, 1_000]

/** What was measured in the windows of one kind. */
interface Kind {
  readonly name: string
  readonly sweeper: Sweeper | undefined
  readonly all: number[]
  readonly medians: number[]
  readonly p99s: number[]
  /** Rows a second. */
  readonly speeds: number[]
}

function kind(name: string, sweeper: Sweeper | undefined): Kind {
  return { name, sweeper, all: [], medians: [], p99s: [], speeds: [] }
}

async function measure(engine: SweepEngine): Promise<readonly Kind[]> {
  const now = Math.floor(Date.now() / 1_000)
  const { store, close } = await openStore(engine.address)
  await store.load('nothing', now)
  await engine.fill(rows, now)
  await using elsewhere = await sweeperElsewhere(engine.address, now)
  const writer = await steadyWriter(store, visitors, changesPerSecond)
  await writer.write(windowMilliseconds)
  const kinds = [
    kind('without', undefined),
    kind('swept in the same process', sweeperHere(store, now)),
    kind('swept in another process', elsewhere),
  ]
  let removed = 0
  let isOver = false
  while (!isOver) {
    for (const { sweeper, all, medians, p99s, speeds } of kinds) {
      if (isOver) break
      const start = performance.now()
      sweeper?.start()
      const found = await writer.write(windowMilliseconds)
      const swept = (await sweeper?.stop()) ?? 0
      removed += swept
      isOver = removed >= rows
      // The last window of all is swept for a part of its time only.
      if (isOver) break
      const waits = waitsOf(found)
      all.push(...found)
      medians.push(waits.median)
      p99s.push(waits.p99)
      if (sweeper !== undefined) speeds.push((swept * 1_000) / (performance.now() - start))
    }
  }
  const left = await engine.over(now)
  if (removed !== rows || left !== 0) throw new Error(`${removed} were removed, ${left} are left`)
  await close()
  return kinds
}

console.log(
  `${rows} sessions over, ${changesPerSecond} changes a second of ${visitors} visitors, in windows of ` +
    `${windowMilliseconds} ms; milliseconds over all windows, in brackets medians and quartiles of ` +
    'the windows, ratios to the window before without a sweep\n',
)
console.log('| engine | sweep | windows | p50 | p99 | longest | p50 ratio | p99 ratio | rows/s |')
console.log('|---|---|---|---|---|---|---|---|---|')
for (const [name, start] of Object.entries(sweepEngines)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  await using engine = await start()
  const kinds = await measure(engine)
  for (const found of kinds) console.log(`| ${name}${rowOf(found, kinds[0])} |`)
}

function rowOf({ name, all, medians, p99s, speeds }: Kind, without: Kind | undefined): string {
  const { median, p99, longest } = waitsOf(all)
  const cells = [
    ...[name, String(medians.length)],
    `${median.toFixed(1)} [${spreadOf(medians)}]`,
    `${p99.toFixed(1)} [${spreadOf(p99s)}]`,
    longest.toFixed(1),
  ]
  if (speeds.length === 0) return ['', ...cells, '', '', ''].join(' | ')
  const ratios = [ratio(medians, without?.medians), ratio(p99s, without?.p99s)]
  return ['', ...cells, ...ratios, spreadOf(speeds, 0)].join(' | ')
}

function ratio(figures: readonly number[], others: readonly number[] = []): string {
  const ratios = figures.map((figure, at) => figure / (others[at] ?? Number.NaN))
  return spreadOf(ratios.filter(Number.isFinite))
}

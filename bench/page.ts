/**
 * What a run found, as one page with plots that needs nothing else.
 *
 * @module
 */

import { bodySizes } from './contender.ts'
import { httpActs } from './http-level.ts'
import { type Bar, barChart, escaped, type Line, lineChart } from './plots.ts'
import { meaningOf, questions } from './question.ts'
import type { Result } from './result.ts'
import { digits, tablesOf } from './tables.ts'

/** Writes a run as a page. */
export function pageOf(result: Result): string {
  const { node, cores, began } = result.circumstances
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Coatcheck beside its peers</title>
<style>${style}</style>
<h1>Coatcheck beside its peers</h1>
<p>${began.slice(0, 10)}, Node ${node}, ${cores} cores. Everything in one plot took turns in one run. A thin
line is the middle half of the slices, or the 95 % interval of processor times. Scales are logarithmic.</p>
${processPlots(result)}
${httpPlots(result)}
${growthPlots(result)}
${curvePlots(result)}
<h2>Every figure</h2>
<pre>${escaped(tablesOf(result))}</pre>
</html>
`
}

const style = `
:root { color-scheme: light dark; --ink: #1c1917; --paper: #fff; --bar: #a8a29e; --ours: #b45309; --line: #d6d3d1 }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e7e5e4; --paper: #1c1917; --bar: #78716c; --ours: #f59e0b; --line: #44403c }
}
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif;
  color: var(--ink); background: var(--paper) }
svg { display: block; width: 100%; height: auto; margin: .5rem 0 2rem }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink) }
rect { fill: var(--bar) } .ours rect { fill: var(--ours) } .ours text { font-weight: 600 }
.grid { stroke: var(--line) } .spread { stroke: var(--ink); stroke-width: 1.5 }
pre { overflow: auto; font-size: 12px }
`

function processPlots({ processes }: Result): string {
  const asked = questions.filter((question) => question !== 'none' && question !== 'untouched')
  return Object.keys(bodySizes)
    .flatMap((size) =>
      asked.map((question) => {
        const bars = processes.flatMap(({ name, size: own, costs }): readonly Bar[] => {
          const ratio = costs?.[question]?.ratio
          if (own !== size || ratio === undefined) return []
          return [{ label: name, ...ratio, value: ratio.median, isOurs: isOurs(name) }]
        })
        const floor: Bar = { label: 'FLOOR', value: 1, lower: 1, upper: 1, isOurs: false }
        const title = `In one process, ${size} body, ${question}`
        return section(title, `${meaningOf[question]}; FLOOR is 1`, [floor, ...bars])
      }),
    )
    .join('\n')
}

function httpPlots({ http }: Result): string {
  const names = [...new Set(http.map(({ framework }) => framework))]
  return names
    .flatMap((framework) =>
      httpActs.map((act) => {
        const bars = http.flatMap(({ name, framework: own, costs }): readonly Bar[] => {
          const added = costs?.[act]?.added
          if (own !== framework || added === undefined || name === 'none') return []
          const { median, from, to } = added
          return [{ label: name, value: median, lower: from, upper: to, isOurs: isOurs(name) }]
        })
        const meaning = 'processor time a request adds to one without a session, in microseconds'
        return section(`${framework}, ${act}`, meaning, bars)
      }),
    )
    .join('\n')
}

function growthPlots({ growth }: Result): string {
  const stores = [...new Set(growth.map(({ store }) => store))]
  const lines = stores.map((store): Line => {
    const own = growth.filter((one) => one.store === store)
    return {
      label: store,
      points: own.map(({ sessions, read }) => ({ x: sessions, y: read.median })),
    }
  })
  return plotted(
    'Growth',
    'microseconds of a request that reads, by how many sessions there are',
    lines,
  )
}

function curvePlots({ curves }: Result): string {
  return [...new Set(curves.map(({ curve }) => curve))]
    .map((title) => {
      const own = curves.filter(({ curve }) => curve === title)
      const lines = [...new Set(own.map(({ of }) => of))].map((label): Line => {
        const points = own.filter(({ of }) => of === label)
        return { label, points: points.map(({ at, found }) => ({ x: at, y: found.median })) }
      })
      return plotted(title, '', lines)
    })
    .join('\n')
}

function plotted(title: string, meaning: string, lines: readonly Line[]): string {
  if (lines.every(({ points }) => points.length < 2)) return ''
  return `<h2>${escaped(title)}</h2>\n<p>${escaped(meaning)}</p>\n${lineChart(lines, digits)}`
}

function section(title: string, meaning: string, bars: readonly Bar[]): string {
  if (bars.length < 2) return ''
  return `<h2>${escaped(title)}</h2>\n<p>${escaped(meaning)}</p>\n${barChart(bars, digits)}`
}

function isOurs(name: string): boolean {
  return name.startsWith('Coatcheck')
}

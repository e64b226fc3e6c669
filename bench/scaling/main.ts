/**
 * `npm run bench:scaling`: how much of a store so many sessions need, and what becomes of it when
 * something unusual happens. Without arguments it prints the tables of `docs/scaling.md`.
 *
 * `--data=300` bytes of JSON, `--logged-in=0.5`, `--requests=4` of each session in an hour,
 * `--changing=0.2` of them, `--peak=5` times the average; `--write` writes the tables into the page.
 *
 * @module
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { withTables } from './page.ts'
import { incidentTable, planTable, shopLoad } from './tables.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    'logged-in': { type: 'string' },
    requests: { type: 'string' },
    changing: { type: 'string' },
    peak: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
})
const given = (
  name: 'data' | 'logged-in' | 'requests' | 'changing' | 'peak',
  usual: number,
): number => Number(values[name] ?? usual)

const load = {
  ...shopLoad,
  dataBytes: given('data', shopLoad.dataBytes),
  loggedIn: given('logged-in', shopLoad.loggedIn),
  requestsPerHour: given('requests', shopLoad.requestsPerHour),
  changing: given('changing', shopLoad.changing),
  peak: given('peak', shopLoad.peak),
}
console.log(`${planTable(load)}\n\n${incidentTable(load)}`)

if (values.write) {
  const page = new URL('../../docs/scaling.md', import.meta.url)
  writeFileSync(page, withTables(readFileSync(page, 'utf8')))
}

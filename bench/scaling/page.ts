/**
 * The tables of the model within their page.
 *
 * @module
 */

import { checkTable, incidentTable, planTable, realIncidentTable, shopLoad } from './tables.ts'

/** Gives the page with the tables as they come out now. */
export function withTables(text: string): string {
  const put = (before: string, name: string, table: string): string => {
    const block = new RegExp(`(<!-- ${name} -->\n\n)[\\s\\S]*?(\n\n<!-- /${name} -->)`)
    if (!block.test(before)) throw new Error(`the page has no place for ${name}`)
    return before.replace(block, (_, begin: string, end: string) => `${begin}${table}${end}`)
  }
  const planned = put(text, 'plan', planTable(shopLoad))
  const simulated = put(planned, 'incidents', incidentTable(shopLoad))
  return put(put(simulated, 'check', checkTable()), 'real-incidents', realIncidentTable())
}

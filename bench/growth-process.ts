/**
 * A process of its own that fills one store, so that its memory is the store's.
 *
 * Arguments: the store, then how many sessions, rising.
 *
 * @module
 */

import { grownStores, measureGrowth } from './growth.ts'

const [, , name = '', ...sizes] = process.argv
if (!grownStores.includes(name)) throw new Error(`there is no store ${name}`)

const findings = await measureGrowth(name, sizes.map(Number), (line) => console.error(`  ${line}`))
// Clients of peers would go on looking for their servers.
process.send?.(findings, () => process.exit())

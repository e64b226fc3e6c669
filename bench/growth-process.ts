/**
 * A process of its own that fills one store, so that its memory is the store's.
 *
 * Arguments: the store, then how many sessions, rising.
 *
 * @module
 */

import { grownStores, measureGrowth } from './growth.ts'

const [, , name = '', ...sizes] = process.argv
const store = grownStores.find((one) => one === name)
if (store === undefined) throw new Error(`there is no store ${name}`)

process.send?.(await measureGrowth(store, sizes.map(Number), (line) => console.error(`  ${line}`)))
process.disconnect?.()

/**
 * A process of its own that sweeps as an app does. It tells each batch that it removed by a line, and
 * goes on to the next when it is given one.
 *
 * Arguments: the address of the store, the instant by which it judges, and the app's secret.
 *
 * @module
 */

import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { createSessions } from '../../src/index.ts'
import { openStore } from '../../src/stores/open.ts'

const [, , address = '', now = '', secrets = ''] = process.argv
const { store, close } = await openStore(address)
const told: typeof store = {
  ...store,
  async sweep(limit, at) {
    const removed = await store.sweep(limit, at)
    writeSync(1, `${removed}\n`)
    await once(process.stdin, 'data')
    return removed
  },
}
await createSessions({ secrets, store: told, now: () => Number(now) }).sweep()
await close()
process.exit()

/**
 * A process of its own that sweeps while its parent tells it to.
 *
 * Arguments: the address of the store, and the instant at which sessions are over.
 *
 * @module
 */

import { openStore } from 'coatcheck/stores/open'
import { sweeperHere } from './sweeper.ts'

const [, , address = '', now = ''] = process.argv
const { store, close } = await openStore(address)
const sweeper = sweeperHere(store, Number(now))

process.on('message', async (word) => {
  if (word === 'start') sweeper.start()
  else process.send?.(await sweeper.stop())
})
process.on('disconnect', close)
process.send?.('ready')

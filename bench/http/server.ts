/**
 * A server with one kind of sessions on one framework, which tells its parent its port, how much of a
 * processor it took so far, and where that went.
 *
 * Arguments: the framework, the kind's name, the address of the store.
 *
 * @module
 */

import { Session } from 'node:inspector/promises'
import { frameworks } from './frameworks.ts'

const [, , framework = '', name = '', address = ''] = process.argv
const kind = frameworks[framework]?.find((one) => one.name === name)
if (kind === undefined) throw new Error(`there is no ${name} on ${framework}`)

const listen = await kind.make(address)
listen((port) => process.send?.({ port }))

const inspector = new Session()
inspector.connect()

process.on('message', async (word) => {
  if (word === 'usage') {
    const { user, system } = process.cpuUsage()
    process.send?.({ microseconds: user + system })
  } else if (word === 'profile') {
    await inspector.post('Profiler.enable')
    await inspector.post('Profiler.setSamplingInterval', { interval: 200 })
    await inspector.post('Profiler.start')
    process.send?.({ isProfiling: true })
  } else process.send?.(await inspector.post('Profiler.stop'))
})
process.on('disconnect', () => process.exit())

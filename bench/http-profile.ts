/**
 * Where the processor time of a server goes: loads one kind of sessions on one framework for a few
 * seconds under the sampling profiler of `--cpu-prof`, and prints the frames that took most by themselves.
 *
 * Arguments: the framework (`node:http`), the kind (`Coatcheck`), the acts (`read,modify`), seconds (5).
 *
 * @module
 */

import { runAsBuilt } from './as-built.ts'
import type { Act } from './contender.ts'
import { cookieAfter } from './cookie-jar.ts'
import { tellProfile } from './hot-frames.ts'

runAsBuilt()
const { engines } = await import('./http/engines.ts')
const { frameworks } = await import('./http/frameworks.ts')
const { visitorsOf } = await import('./http/load.ts')
const { pin, serve, visitAt } = await import('./http/served.ts')

const [, , framework = 'node:http', name = 'Coatcheck', acts = 'read,modify', seconds = '5'] =
  process.argv
const kind = frameworks[framework]?.find((one) => one.name === name)
if (kind === undefined) throw new Error(`there is no ${name} on ${framework}`)
pin(process.pid, 1)

const engine = await engines[kind.engine]()
if (engine === undefined) throw new Error(`${kind.engine} is not on this machine`)
const served = await serve(framework, name, engine.address)
const cookies: string[] = []
const visit = visitAt(served.port)
for (let i = 0; i < 64; i += 1) {
  cookies.push(cookieAfter(undefined, (await visit('begin', undefined)).cookies) ?? '')
}
const visitors = visitorsOf(served.port, cookies)
for (const text of acts.split(',')) {
  // As the command line says it.
  const act = text as Act
  await visitors.ask(act, 2_000)
  let [requests, before] = [0, 0]
  const profile = await served.profileDuring(async () => {
    before = await served.microseconds()
    requests = (await visitors.ask(act, Number(seconds) * 1_000)).requests
  })
  const microseconds = ((await served.microseconds()) - before) / requests
  tellProfile(`${framework}, ${name}, ${act}`, profile, microseconds)
}
visitors[Symbol.dispose]()
await served[Symbol.asyncDispose]()
await engine[Symbol.asyncDispose]()
process.exit()

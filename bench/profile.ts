/**
 * Where the time of a request goes: runs one question of one contender for a few seconds under the
 * sampling profiler of `--cpu-prof`, and prints the frames that took most by themselves. The profile
 * itself is kept, for tools that draw flame graphs.
 *
 * Arguments: the contender (`Coatcheck`), the questions (`read,read again,modify`), the bytes of a
 * body (73), seconds (4).
 *
 * @module
 */

import { runAsBuilt } from './as-built.ts'
import type { Contender } from './contender.ts'
import { tellProfile } from './hot-frames.ts'
import { profiled } from './profiled.ts'
import type { Question } from './question.ts'

runAsBuilt()
const { contenders } = await import('./contenders/all.ts')
const { floor } = await import('./contenders/floor.ts')
const [, , name = 'Coatcheck', asked = 'read,read again,modify', bytes = '73', seconds = '4'] =
  process.argv
const contender: Contender | undefined = [floor, ...contenders].find((one) => one.name === name)
if (contender === undefined) throw new Error(`there is no contender ${name}`)

for (const question of asked.split(',')) {
  const effort = { bytes: Number(bytes), seconds: Number(seconds) }
  // As the command line says it.
  const { profile, microseconds } = await profiled(contender, question as Question, effort)
  tellProfile(`${name}, ${question}, ${bytes} bytes`, profile, microseconds)
}

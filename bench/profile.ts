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

import { Session } from 'node:inspector/promises'
import { runAsBuilt } from './as-built.ts'
import { type Answer, bodyOf, type Contender } from './contender.ts'
import { type Profile, tellProfile } from './hot-frames.ts'
import type { Task } from './interleave.ts'
import { begin, manyVisitors, type Question, taskOf } from './question.ts'

const samplingMicroseconds = 200

/** Runs a task over and over, and gives its profile with how often it ran. */
async function profiled(
  task: Task<Answer>,
  seconds: number,
): Promise<{ readonly profile: Profile; readonly microseconds: number }> {
  await runFor(task, 1)
  const inspector = new Session()
  inspector.connect()
  await inspector.post('Profiler.enable')
  await inspector.post('Profiler.setSamplingInterval', { interval: samplingMicroseconds })
  await inspector.post('Profiler.start')
  const count = await runFor(task, seconds)
  const { profile } = await inspector.post('Profiler.stop')
  inspector.disconnect()
  return { profile, microseconds: (seconds * 1e6) / count }
}

async function runFor(task: Task<Answer>, seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1_000
  let count = 0
  while (performance.now() < end) {
    const answers: Answer[] = []
    for (let i = 0; i < 50; i += 1) {
      const answer = task.run()
      answers.push(answer instanceof Promise ? await answer : answer)
    }
    task.after?.(answers)
    count += answers.length
  }
  return count
}

runAsBuilt()
const { contenders } = await import('./contenders/all.ts')
const { floor } = await import('./contenders/floor.ts')
const [, , name = 'Coatcheck', asked = 'read,read again,modify', bytes = '73', seconds = '4'] =
  process.argv
const contender: Contender | undefined = [floor, ...contenders].find((one) => one.name === name)
if (contender === undefined) throw new Error(`there is no contender ${name}`)

for (const question of asked.split(',')) {
  const visit = await contender.open(bodyOf(Number(bytes)))
  const visitors = await begin(visit, manyVisitors(Number(bytes)))
  // As the command line says it.
  const task = taskOf(question as Question, visit, visitors)
  const { profile, microseconds } = await profiled(task, Number(seconds))
  tellProfile(`${name}, ${question}, ${bytes} bytes`, profile, microseconds)
}

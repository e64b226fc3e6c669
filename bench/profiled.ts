/**
 * Runs a question of a contender for some seconds under the sampling profiler of `--cpu-prof`.
 *
 * @module
 */

import { Session } from 'node:inspector/promises'
import { type Answer, bodyOf, type Contender } from './contender.ts'
import type { Profile } from './hot-frames.ts'
import type { Task } from './interleave.ts'
import { begin, manyVisitors, type Question, taskOf } from './question.ts'

/** A profile, and how long one request took under it. */
export interface Profiled {
  readonly profile: Profile
  readonly microseconds: number
}

const samplingMicroseconds = 200

/** Takes the profile of a question. */
export async function profiled(
  contender: Contender,
  question: Question,
  { bytes, seconds }: { readonly bytes: number; readonly seconds: number },
): Promise<Profiled> {
  const visit = await contender.open(bodyOf(bytes))
  const visitors = await begin(visit, manyVisitors(bytes))
  const task = taskOf(question, visit, visitors)
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

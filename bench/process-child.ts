/**
 * A process of its own for one contender, with FLOOR beside it.
 *
 * Arguments: the contender's name, the bytes of a body, how many slices.
 *
 * @module
 */

import { type Answer, bodyOf, type Visit } from './contender.ts'
import { faultOf } from './contender-check.ts'
import { contenders } from './contenders/all.ts'
import { floor } from './contenders/floor.ts'
import { valueLength } from './cookie-jar.ts'
import { interleave, type Task } from './interleave.ts'
import { begin, manyVisitors, questions, taskOf } from './question.ts'

/** What a child says in the end. */
export interface ChildReport {
  /** Why it was not timed. */
  readonly fault?: string
  /** How many characters its cookies have. */
  readonly valueBytes?: number
  /** How many visitors there were whom a process forgets. */
  readonly visitors?: number
  /** Microseconds of each question, by slice. */
  readonly own?: readonly (readonly number[])[]
  /** The same of FLOOR, in slices between. */
  readonly floor?: readonly (readonly number[])[]
}

const [, , name = '', bytes = '', slices = ''] = process.argv
const deadline = 20_000

process.send?.(await report())
process.disconnect?.()

async function report(): Promise<ChildReport> {
  const contender = contenders.find((one) => one.name === name)
  if (contender === undefined) return { fault: 'there is none of this name' }
  const body = bodyOf(Number(bytes))
  try {
    const visit = await contender.open(body)
    const fault = await Promise.race([faultOf(contender, visit), tooLate()])
    return fault === undefined ? await timed(visit, await floor.open(body)) : { fault }
  } catch (error) {
    return { fault: String(error) }
  }
}

async function timed(visit: Visit, floorVisit: Visit): Promise<ChildReport> {
  const count = manyVisitors(Number(bytes))
  const visitors = await begin(visit, count)
  // As cold as the contender's: as many of them.
  const floorVisitors = await begin(floorVisit, visitors.many.length)
  const tasks: Task<Answer>[] = questions.flatMap((question) => [
    taskOf(question, visit, visitors),
    taskOf(question, floorVisit, floorVisitors),
  ])
  const samples = await interleave(tasks, Number(slices))
  return {
    valueBytes: valueLength(visitors.few[0] ?? ''),
    visitors: visitors.many.length,
    own: samples.filter((_, at) => at % 2 === 0),
    floor: samples.filter((_, at) => at % 2 === 1),
  }
}

async function tooLate(): Promise<string> {
  return new Promise((resolve) => {
    setTimeout(() => resolve(`its check took longer than ${deadline} ms`), deadline).unref()
  })
}

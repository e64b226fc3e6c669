/**
 * Times several tasks in one run: short slices in turn, so that whatever else the machine does
 * falls on all of them alike.
 *
 * @module
 */

/** Something to be timed. */
export interface Task<Result> {
  /** Does it once. Of something that has to wait, the whole wait is counted. */
  run(): Result | Promise<Result>
  /** Gets what the runs of a slice gave, when its time is taken. */
  readonly after?: ((results: readonly Result[]) => void) | undefined
}

const sliceMilliseconds = 4
const [warmUpRuns, warmUpMilliseconds] = [3_000, 80]

/**
 * Times the tasks.
 *
 * @param slices how many slices each task gets, after an untimed tenth to warm up
 * @returns microseconds per run: of each task, by its slice
 */
export async function interleave<Result>(
  tasks: readonly Task<Result>[],
  slices: number,
): Promise<readonly (readonly number[])[]> {
  const samples = tasks.map((): number[] => [])
  const runs: number[] = []
  for (const task of tasks) runs.push(await runsPerSlice(task))
  for (let slice = -Math.ceil(slices / 10); slice < slices; slice += 1) {
    for (const [i, task] of tasks.entries()) {
      const cost = await timed(task, runs[i] ?? 1)
      if (slice >= 0) samples[i]?.push(cost)
    }
  }
  return samples
}

async function runsPerSlice<Result>(task: Task<Result>): Promise<number> {
  const start = performance.now()
  let done = 0
  let last = 0
  while (done < warmUpRuns && performance.now() - start < warmUpMilliseconds) {
    const count = last > 5_000 ? 1 : 50
    last = await timed(task, count)
    done += count
  }
  return Math.max(1, Math.round((sliceMilliseconds * 1_000) / last))
}

async function timed<Result>(task: Task<Result>, count: number): Promise<number> {
  const results: Result[] = new Array(count)
  const start = performance.now()
  const first = task.run()
  // What need not wait is not made to: an await costs more than some of these tasks.
  if (first instanceof Promise) {
    results[0] = await first
    for (let i = 1; i < count; i += 1) results[i] = await task.run()
  } else {
    results[0] = first
    // What did not have to wait once does not have to wait at all.
    for (let i = 1; i < count; i += 1) results[i] = task.run() as Result
  }
  const cost = ((performance.now() - start) * 1_000) / count
  task.after?.(results)
  return cost
}

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
  /** Gets what the runs of a slice gave, when its time is taken; without it nothing is kept of them. */
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
    // Never in the same order, or the garbage of one task would always be collected in the next one's time.
    for (const [i, task] of shuffled([...tasks.entries()])) {
      const cost = await timed(task, runs[i] ?? 1)
      if (slice >= 0) samples[i]?.push(cost)
    }
  }
  return samples
}

async function runsPerSlice<Result>(task: Task<Result>): Promise<number> {
  const start = performance.now()
  let done = 0
  let cost = 0
  while (done < warmUpRuns && performance.now() - start < warmUpMilliseconds) {
    const count = cost > 5_000 ? 1 : 50
    cost = await timed(task, count)
    done += count
  }
  return Math.max(1, Math.round((sliceMilliseconds * 1_000) / cost))
}

async function timed<Result>(task: Task<Result>, count: number): Promise<number> {
  // What is kept would have to be moved by the collector, in the time of whoever comes next.
  const results: Result[] | undefined = task.after === undefined ? undefined : new Array(count)
  const start = performance.now()
  const first = task.run()
  // What need not wait is not made to: an await costs more than some of these tasks.
  if (first instanceof Promise) {
    const result = await first
    if (results !== undefined) results[0] = result
    for (let i = 1; i < count; i += 1) {
      const next = await task.run()
      if (results !== undefined) results[i] = next
    }
  } else {
    if (results !== undefined) results[0] = first
    // What did not have to wait once does not have to wait at all.
    for (let i = 1; i < count; i += 1) {
      const next = task.run() as Result
      if (results !== undefined) results[i] = next
    }
  }
  const cost = ((performance.now() - start) * 1_000) / count
  if (results !== undefined) task.after?.(results)
  return cost
}

function shuffled<Item>(items: Item[]): readonly Item[] {
  for (let left = items.length; left > 1; left -= 1) {
    const at = Math.floor(Math.random() * left)
    const [one, other] = [items[at], items[left - 1]]
    // Both places are within the list.
    items[at] = other as Item
    items[left - 1] = one as Item
  }
  return items
}

/**
 * Times several tasks in one run: short slices in turn, so that whatever else the machine does
 * falls on all of them alike.
 *
 * @module
 */

/** Something to be timed. */
export interface Task {
  /** What it is called in the table. */
  readonly name: string
  /** Does it once. */
  readonly run: () => void
}

/** What one task cost, over all its slices. */
export interface Cost {
  /** The task's name. */
  readonly name: string
  /** Median microseconds. */
  readonly median: number
  /** Microseconds below which a quarter of the slices lie. */
  readonly lower: number
  /** Microseconds below which three quarters of the slices lie. */
  readonly upper: number
}

const sliceMilliseconds = 4

/**
 * Times the tasks.
 *
 * @param slices how many slices each task gets, after an untimed tenth to warm up
 */
export function interleave(tasks: readonly Task[], slices: number): readonly Cost[] {
  const samples = tasks.map((): number[] => [])
  const runs = tasks.map(runsPerSlice)
  for (let slice = -Math.ceil(slices / 10); slice < slices; slice += 1) {
    for (const [i, task] of tasks.entries()) {
      const cost = timed(task.run, runs[i] ?? 1)
      if (slice >= 0) samples[i]?.push(cost)
    }
  }
  return tasks.map(({ name }, i) => {
    const sorted = (samples[i] ?? []).sort((a, b) => a - b)
    const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
    return { name, median: at(0.5), lower: at(0.25), upper: at(0.75) }
  })
}

function runsPerSlice({ run }: Task): number {
  for (let i = 0; i < 2_000; i += 1) run()
  return Math.max(1, Math.round((sliceMilliseconds * 1_000) / timed(run, 500)))
}

function timed(run: () => void, count: number): number {
  const start = performance.now()
  for (let i = 0; i < count; i += 1) run()
  return ((performance.now() - start) * 1_000) / count
}

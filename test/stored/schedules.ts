/**
 * Every order in which a race can happen: runs it again and again, each time along another branch of
 * the tree of choices.
 *
 * @module
 */

/** Makes choices for one run. */
export interface Choices {
  /** Chooses one of `count` options, the first being 0. */
  choose(count: number): number
}

/**
 * Runs a race along every branch.
 *
 * @returns how many runs there were
 */
export async function everySchedule(run: (choices: Choices) => Promise<void>): Promise<number> {
  let path: { readonly count: number; readonly chosen: number }[] = []
  let runs = 0
  for (;;) {
    const taken: typeof path = []
    const prefix = path
    await run({
      choose(count) {
        const chosen = prefix[taken.length]?.chosen ?? 0
        taken.push({ count, chosen })
        return chosen
      },
    })
    runs += 1
    path = taken
    let last = path.pop()
    while (last !== undefined && last.chosen + 1 >= last.count) last = path.pop()
    if (last === undefined) return runs
    path.push({ count: last.count, chosen: last.chosen + 1 })
  }
}

/**
 * Runs a race along branches drawn by a seed.
 *
 * @returns how many runs there were
 */
export async function someSchedules(
  run: (choices: Choices) => Promise<void>,
  count: number,
  seed: number,
): Promise<number> {
  let state = seed >>> 0
  const next = (): number => {
    // xorshift32: repeatable, and good enough to choose branches
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  for (let i = 0; i < count; i += 1) {
    await run({ choose: (options) => Math.floor(next() * options) })
  }
  return count
}

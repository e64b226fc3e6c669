/**
 * Every order in which several actors can take their steps, those with the fewest switches between
 * them first, so that the first order that breaks something is also the easiest to read.
 *
 * @module
 */

/**
 * Chooses who takes the next step.
 *
 * @param waiting those who could, at least one
 * @param last who took the last step
 */
export type Choose = (waiting: readonly number[], last: number | undefined) => number

/** How many orders were tried, and whether there are no others. */
export interface Tried {
  /** How many. */
  readonly schedules: number
  /** Whether those were all. */
  readonly isComplete: boolean
}

interface Fork {
  /** How many could be chosen. */
  readonly count: number
  /** Which was: 0 goes on with whoever took the last step. */
  readonly chosen: number
  /** Whether choosing another one takes the turn from somebody who could have gone on. */
  readonly isSwitch: boolean
}

/**
 * Runs something along every order. The orders of a run follow from those before it, so that each is
 * tried once and in the same sequence each time.
 *
 * @param most after how many to give up
 * @param run takes the steps that are chosen; resolves `false` when no other order need be tried
 */
export async function everySchedule(
  most: number,
  run: (choose: Choose) => Promise<boolean>,
): Promise<Tried> {
  // How a run begins, in lists by the number of its switches; what comes then goes on undisturbed.
  const beginnings: number[][][] = [[[]]]
  let schedules = 0
  for (let switches = 0; switches < beginnings.length; switches += 1) {
    const pending = beginnings[switches] ?? []
    // It grows on the way.
    for (const beginning of pending) {
      if (schedules === most) return { schedules, isComplete: false }
      const forks: Fork[] = []
      const goesOn = await run((waiting, last) => {
        const isSwitch = last !== undefined && waiting.includes(last)
        const order = isSwitch ? [last, ...waiting.filter((actor) => actor !== last)] : waiting
        const chosen = Math.min(beginning[forks.length] ?? 0, order.length - 1)
        forks.push({ count: order.length, chosen, isSwitch })
        return order[chosen] ?? 0
      })
      schedules += 1
      if (!goesOn) return { schedules, isComplete: false }
      for (const { path, cost } of branches(forks, beginning.length)) {
        const list = beginnings[switches + cost] ?? []
        beginnings[switches + cost] = list
        list.push(path)
      }
    }
  }
  return { schedules, isComplete: true }
}

// The other ways a run could have gone after its beginning.
function branches(
  forks: readonly Fork[],
  from: number,
): readonly { readonly path: number[]; readonly cost: 0 | 1 }[] {
  return forks.slice(from).flatMap(({ count, isSwitch }, index) => {
    const before = forks.slice(0, from + index).map(({ chosen }) => chosen)
    return Array.from({ length: count - 1 }, (_, other) => ({
      path: [...before, other + 1],
      cost: isSwitch ? (1 as const) : (0 as const),
    }))
  })
}

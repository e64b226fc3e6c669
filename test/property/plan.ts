/**
 * How every property is checked: the seed and the number of runs, in one place.
 *
 * @module
 */

import { rounds } from '../tier.ts'

/** The seed of everything random in these tests, so that a failure comes back. */
export const seed = 1_958_113

/** How a property is checked. */
export interface Plan {
  /** Where its random values begin. */
  readonly seed: number
  /** How many values it is tried with. */
  readonly numRuns: number
}

/** For properties that take microseconds. */
export const plan: Plan = { seed, numRuns: rounds(2_000, 100_000) }

/** For properties that take a whole request or two. */
export const slowPlan: Plan = { seed, numRuns: rounds(500, 20_000) }

/** How many random `Cookie` headers are read. */
export const headerRuns: number = rounds(100_000, 1_000_000)

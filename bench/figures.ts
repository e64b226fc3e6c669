/**
 * Many figures in a few: median, quartiles, and how sure a mean is.
 *
 * @module
 */

/** The middle of figures and how far they spread. */
export interface Spread {
  /** Half of the figures are no larger. */
  readonly median: number
  /** A quarter of the figures are no larger. */
  readonly lower: number
  /** Three quarters of the figures are no larger. */
  readonly upper: number
}

/** Sums up figures; those that are no number are left out. */
export function spread(figures: readonly number[]): Spread {
  const sorted = figures.filter(Number.isFinite).sort((one, other) => one - other)
  return { median: at(sorted, 0.5), lower: at(sorted, 0.25), upper: at(sorted, 0.75) }
}

/** The mean of figures, and between which figures it lies with 95 % confidence. */
export interface Interval {
  readonly mean: number
  readonly from: number
  readonly to: number
}

/** Gives the mean with its 95 % interval, by 2,000 bootstrap samples of the figures. */
export function bootstrap(figures: readonly number[]): Interval {
  const random = randomFrom(figures.length)
  const means = Array.from({ length: 2_000 }, () =>
    mean(figures.map(() => figures[Math.floor(random() * figures.length)] ?? 0)),
  ).sort((one, other) => one - other)
  return { mean: mean(figures), from: at(means, 0.025), to: at(means, 0.975) }
}

/** Gives the figure that a share of sorted figures do not exceed. */
export function at(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
}

function mean(figures: readonly number[]): number {
  return figures.reduce((sum, figure) => sum + figure, 0) / figures.length
}

// The same figures give the same interval each time (mulberry32).
function randomFrom(seed: number): () => number {
  let state = seed + 0x6d2b79f5
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

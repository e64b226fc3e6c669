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

/** The median of what was found, and between which figures it lies with 95 % confidence. */
export interface Interval {
  readonly median: number
  readonly from: number
  readonly to: number
}

/** Gives the median with its 95 % interval, by 2,000 bootstrap samples of the figures. */
export function bootstrap(figures: readonly number[]): Interval {
  return bootstrapped(figures.length, (places) => medianOf(figures, places))
}

/** Gives the ratio of the medians of figures that were found in pairs, as `bootstrap` does. */
export function bootstrapRatio(figures: readonly number[], others: readonly number[]): Interval {
  const pairs = Math.min(figures.length, others.length)
  return bootstrapped(pairs, (places) => medianOf(figures, places) / medianOf(others, places))
}

function bootstrapped(count: number, found: (places: readonly number[]) => number): Interval {
  const random = randomFrom(count)
  const places = Array.from({ length: count }, (_, place) => place)
  const samples = Array.from({ length: 2_000 }, () =>
    found(places.map(() => Math.floor(random() * count))),
  ).sort((one, other) => one - other)
  return { median: found(places), from: at(samples, 0.025), to: at(samples, 0.975) }
}

function medianOf(figures: readonly number[], places: readonly number[]): number {
  return spread(places.map((place) => figures[place] ?? Number.NaN)).median
}

/** Gives the figure that a share of sorted figures do not exceed. */
export function at(sorted: readonly number[], share: number): number {
  return sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
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

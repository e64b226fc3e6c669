/**
 * How long many acts took, in a few figures.
 *
 * @module
 */

/** How long acts took, in milliseconds. */
export interface Waits {
  /** How many there were. */
  readonly count: number
  /** Half of them took no longer. */
  readonly median: number
  /** 99 in 100 took no longer. */
  readonly p99: number
  /** None took longer. */
  readonly longest: number
}

/** Sums up how long acts took. */
export function waitsOf(milliseconds: readonly number[]): Waits {
  const sorted = [...milliseconds].sort((one, other) => one - other)
  const below = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
  return { count: sorted.length, median: below(0.5), p99: below(0.99), longest: below(1) }
}

/** Gives the median of figures with their quartiles, as a text. */
export function spreadOf(figures: readonly number[], digits = 1): string {
  const sorted = [...figures].sort((one, other) => one - other)
  const at = (share: number): string =>
    (sorted[Math.round(share * (sorted.length - 1))] ?? 0).toFixed(digits)
  return `${at(0.5)} (${at(0.25)}–${at(0.75)})`
}

/**
 * The revocations that this process itself made: a request that began after one of them was resolved
 * came later, however coarse the store's clock is.
 *
 * @module
 */

/** Remembers the newest revocations, in the order in which they were resolved. */
export interface OwnRevocations {
  /** How many were resolved so far: what a request has to know that it began after them. */
  count(): number
  /** Remembers one that the store has acknowledged; `scope` is a subject's digest or `everyone`. */
  note(scope: string, stamp: number): void
  /** Whether a request that began after so many surely began after this one. */
  isBefore(scope: string, stamp: number, countAtOpening: number): boolean
}

/** The scope of a revocation of everyone, whose stamp is the epoch; no digest looks like it. */
export const everyone = 'everyone'

interface Noted {
  readonly stamp: number
  readonly number: number
}

// After a few milliseconds the store's clock tells the order by itself.
const maxKept = 1_000

/** Makes an empty memory of revocations. */
export function ownRevocations(): OwnRevocations {
  const noted = new Map<string, Noted>()
  let count = 0
  return {
    count: () => count,
    note(scope, stamp) {
      count += 1
      noted.delete(scope)
      noted.set(scope, { stamp, number: count })
      const [oldest] = noted.keys()
      if (noted.size > maxKept && oldest !== undefined) noted.delete(oldest)
    },
    isBefore(scope, stamp, countAtOpening) {
      const own = noted.get(scope)
      return own !== undefined && own.stamp === stamp && own.number <= countAtOpening
    },
  }
}

/**
 * The revocations that this process itself made: a request that began after one of them was resolved
 * came later, however coarse the store's clock is.
 *
 * @module
 */

/** Remembers revocations for as long as a clock could take what came after them for what came before. */
export interface OwnRevocations {
  /** Remembers one that the store has acknowledged; `scope` is a subject's digest or `everyone`. */
  note(scope: string, stamp: number): void
  /** Whether a request that began then, on the monotonic clock, surely began after it. */
  isBefore(scope: string, stamp: number, openedAt: number): boolean
}

/** The scope of a revocation of everyone, whose stamp is the epoch; no digest looks like it. */
export const everyone = 'everyone'

interface Noted {
  readonly stamp: number
  readonly resolvedAt: number
}

// The store's clock says milliseconds: after a few of them it tells the order by itself.
const keptMilliseconds = 10_000
const maxKept = 10_000

/** Makes an empty memory of revocations. */
export function ownRevocations(): OwnRevocations {
  // In the order in which they were resolved.
  const noted = new Map<string, Noted>()
  return {
    note(scope, stamp) {
      const resolvedAt = performance.now()
      noted.delete(scope)
      for (const [oldest, { resolvedAt: at }] of noted) {
        if (noted.size < maxKept && resolvedAt - at < keptMilliseconds) break
        noted.delete(oldest)
      }
      noted.set(scope, { stamp, resolvedAt })
    },
    isBefore(scope, stamp, openedAt) {
      const own = noted.get(scope)
      return own !== undefined && own.stamp === stamp && openedAt > own.resolvedAt
    },
  }
}

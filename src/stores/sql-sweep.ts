/**
 * Sweeping a table: batch after batch, so that no statement holds its locks for long, with a rest
 * after each, so that whoever writes meanwhile comes in between. `bench/README.md` has the figures.
 *
 * @module
 */

import { pause } from './pause.ts'

// How long a rest is: by the time that the batch before it took, unless that had to wait itself.
const restShare = 2
const longestRestMilliseconds = 1_000

/**
 * Removes up to `limit` rows.
 *
 * @param most how many rows one statement removes at most
 * @param sweepBatch removes up to so many rows, and resolves how many it did
 */
export async function sweepTable(
  limit: number,
  most: number,
  sweepBatch: (limit: number) => Promise<number>,
): Promise<number> {
  let removed = 0
  while (removed < limit) {
    const wanted = Math.min(limit - removed, most)
    const start = performance.now()
    const found = await sweepBatch(wanted)
    removed += found
    if (found < wanted) break
    // After the last one too, because whoever had a full sweep soon asks for the next.
    const rest = restShare * (performance.now() - start)
    await pause(Math.min(rest, longestRestMilliseconds))
  }
  return removed
}

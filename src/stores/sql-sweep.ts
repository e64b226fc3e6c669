/**
 * Sweeping a table: batch after batch, so that no statement holds its locks for long, with a rest
 * after each, so that whoever writes meanwhile never waits for two.
 *
 * @module
 */

import { pause } from './pause.ts'

// How long a rest is, as a share of the time that the batch before it took.
const restShare = 2

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
    await pause(restShare * (performance.now() - start))
  }
  return removed
}

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pause } from './pause.ts'
import { sweepTable } from './sql-sweep.ts'

describe('sweepTable', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  /** Sweeps rows by batches that take so long, and tells when each began and how many it might remove. */
  async function sweep(limit: number, most: number, rows: number, milliseconds: number) {
    const begin = performance.now()
    const batches: [at: number, limit: number][] = []
    let left = rows
    const swept = sweepTable(limit, most, async (wanted) => {
      batches.push([performance.now() - begin, wanted])
      await pause(milliseconds)
      const found = Math.min(wanted, left)
      left -= found
      return found
    })
    await vi.runAllTimersAsync()
    return { removed: await swept, batches }
  }

  it('goes by batches up to the limit, and rests after each twice as long as it took', async () => {
    expect(await sweep(230, 100, 1_000, 30)).toEqual({
      removed: 230,
      batches: [
        [0, 100],
        [90, 100],
        [180, 30],
      ],
    })
  })

  it('ends with the first batch that finds fewer than it might', async () => {
    const { removed, batches } = await sweep(1_000, 100, 150, 30)
    expect([removed, batches.length]).toEqual([150, 2])
  })

  it('rests for a second at most', async () => {
    const { batches } = await sweep(20, 10, 20, 5_000)
    expect(batches.map(([at]) => at)).toEqual([0, 6_000])
  })

  it('asks for nothing where nothing may be removed', async () => {
    expect(await sweep(0, 100, 10, 30)).toEqual({ removed: 0, batches: [] })
  })
})

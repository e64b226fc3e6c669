import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { storeCosts } from '../../bench/scaling/measured.ts'
import { withTables } from '../../bench/scaling/page.ts'
import { type Load, type Node, planFor } from '../../bench/scaling/plan.ts'
import { type Incident, patienceSeconds, simulate } from '../../bench/scaling/simulation.ts'

const load: Load = {
  sessions: 1_000_000,
  dataBytes: 73,
  loggedIn: 0,
  requestsPerHour: 3.6,
  changing: 0.5,
  peak: 2,
  fromCopies: 0,
}
const cost = {
  ...{ store: 'Redis', bytes: 500, loginBytes: 100, bytesPerByte: 1 },
  largest: { sessions: 1, bytes: 500 },
  commands: { read: 1, modify: 2 },
}
const node: Node = { bytes: 1e9, commandsPerSecond: 10_000, monthly: 50, copies: 2 }

describe('the plan', () => {
  it('adds up what sessions take and how often they are used', () => {
    expect(planFor(load, cost, node)).toEqual({
      bytes: 5e8,
      commandsPerSecond: 3_000,
      shards: 1,
      limitedBy: 'memory',
      monthly: 100,
    })
    const fuller = planFor({ ...load, dataBytes: 173, loggedIn: 0.5 }, cost, node)
    expect(fuller.bytes).toBe(650e6)
  })

  it('has as many shards as memory or commands ask for', () => {
    expect(planFor({ ...load, sessions: 3_000_000 }, cost, node)).toMatchObject({
      shards: 2,
      limitedBy: 'memory',
    })
    expect(planFor({ ...load, requestsPerHour: 36 }, cost, node)).toMatchObject({
      shards: 6,
      limitedBy: 'commands',
    })
  })

  it('spares the store what copies answer, and no change', () => {
    const copied = planFor({ ...load, fromCopies: 0.9 }, cost, node)
    expect(copied.commandsPerSecond).toBeCloseTo(2_000 * (0.5 * 0.1 + 0.5 * 2))
  })
})

describe('the simulation', () => {
  const quiet: Incident = { name: 'nothing', seconds: 60, load: () => 1, capacity: () => 1 }
  const shape = { shards: 2, usual: 500, most: 1_000 }

  it('lets nobody wait while there is room', () => {
    expect(simulate(quiet, shape)).toEqual({ longestWait: 0, slowSeconds: 0, failed: 0, over: 0 })
  })

  it('lets a shard that was gone catch up with what it has to spare', () => {
    const gone: Incident = {
      ...quiet,
      capacity: (second, shard) => (shard === 0 && second < 4 ? 0 : 1),
    }
    const outcome = simulate(gone, shape)
    // Who comes first waits until the shard is back.
    expect(outcome).toMatchObject({ longestWait: 4, failed: 0 })
    // 2,000 commands waited, and 500 more than come are answered each second.
    expect(outcome.over).toBe(8)
  })

  it('fails who comes while a shard is gone for longer than a request has patience', () => {
    const gone: Incident = { ...quiet, capacity: (second) => (second < 15 ? 0 : 1) }
    const { longestWait, failed } = simulate(gone, shape)
    expect(longestWait).toBe(patienceSeconds)
    // In the first ten seconds of sixty, and some of those who then find a long queue.
    expect(failed).toBeGreaterThan(10 / 60)
    expect(failed).toBeLessThan(12 / 60)
  })

  it('fails what would wait longer than a request has patience', () => {
    const crowd: Incident = { ...quiet, load: () => 4 }
    const { longestWait, failed } = simulate(crowd, shape)
    expect(longestWait).toBe(patienceSeconds)
    expect(failed).toBeGreaterThan(0.4)
    expect(failed).toBeLessThan(0.5)
  })
})

describe('the page about scaling', () => {
  it('shows what the model gives', () => {
    const text = readFileSync(new URL('../../docs/scaling.md', import.meta.url), 'utf8')
    expect(withTables(text)).toBe(text)
  })

  it('plans with stores that were measured', () => {
    expect(storeCosts.map(({ store }) => store)).toEqual(['Redis', 'PostgreSQL'])
  })
})

import { describe, expect, it } from 'vitest'
import { eventLog, maxEvents } from './event-log.ts'

describe('eventLog', () => {
  it('keeps the last events and counts all of them', () => {
    const log = eventLog(() => 7)
    log.add({ type: 'rejected', reason: 'idle' })
    for (let event = 0; event < maxEvents + 5; event += 1) log.add({ type: 'opened', handle: null })
    expect(log.recent()).toHaveLength(maxEvents)
    expect(log.recent().at(-1)).toEqual({
      number: maxEvents + 6,
      at: 7,
      event: { type: 'opened', handle: null },
    })
    expect(Object.fromEntries(log.counts())).toEqual({ rejected: 1, opened: maxEvents + 5 })
  })

  it('remembers the last refusal though it is no longer kept', () => {
    const log = eventLog(() => 7)
    log.add({ type: 'rejected', reason: 'idle' })
    for (let event = 0; event < maxEvents; event += 1) log.add({ type: 'opened', handle: null })
    expect(log.lastRefusal()?.event).toEqual({ type: 'rejected', reason: 'idle' })
  })

  it('sums up commands to the store, and keeps none of them', () => {
    const log = eventLog()
    const command = { type: 'store-command', verb: 'load', milliseconds: 2 } as const
    log.add({ ...command, outcome: 'done' })
    log.add({ ...command, outcome: 'failed' })
    expect(log.recent()).toEqual([])
    expect(Object.fromEntries(log.commands())).toEqual({
      load: { count: 2, failed: 1, milliseconds: 4 },
    })
  })

  it('cuts the lists of an event, which visitors may name', () => {
    const log = eventLog()
    const names = Array.from({ length: 1_000 }, () => 'x'.repeat(1_000))
    log.add({ type: 'late-change', keys: names })
    log.add({ type: 'conflict', handle: 'h', paths: names })
    expect(JSON.stringify(log.recent()).length).toBeLessThan(3_000)
  })
})

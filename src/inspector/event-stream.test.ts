import { afterEach, describe, expect, it, vi } from 'vitest'
import { eventLog } from './event-log.ts'
import {
  type EventStreams,
  eventStreams,
  heartbeatMilliseconds,
  maxStreams,
  streamMilliseconds,
} from './event-stream.ts'

const decoder = new TextDecoder()

function readerOf(streams: EventStreams, after = 0): () => Promise<string | undefined> {
  const reader = streams.open(after)?.getReader()
  return async () => {
    const { value } = (await reader?.read()) ?? {}
    return value === undefined ? undefined : decoder.decode(value)
  }
}

const opened = { type: 'opened', handle: null } as const
const start = 'retry: 2000\n: open\n\n'

describe('eventStreams', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  it('gives what its reader does not know yet, then what happens', async () => {
    const log = eventLog()
    const streams = eventStreams(log, ({ number }) => `#${number}`)
    for (const _ of [1, 2, 3]) log.add(opened)
    const read = readerOf(streams, 1)
    expect([await read(), await read(), await read()]).toEqual([start, '#2', '#3'])
    log.add(opened)
    expect(await read()).toBe('#4')
  })

  it('keeps a silent stream open with heartbeats, and ends it after a while', async () => {
    vi.useFakeTimers()
    const read = readerOf(eventStreams(eventLog(), String))
    expect(await read()).toBe(start)
    vi.advanceTimersByTime(heartbeatMilliseconds)
    expect(await read()).toBe(': still here\n\n')
    vi.advanceTimersByTime(streamMilliseconds)
    const rest: string[] = []
    for (let piece = await read(); piece !== undefined; piece = await read()) rest.push(piece)
    expect(new Set(rest)).toEqual(new Set([': still here\n\n']))
    expect(rest.length).toBeLessThan(streamMilliseconds / heartbeatMilliseconds)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('sends away a reader that does not read', async () => {
    vi.useFakeTimers()
    const log = eventLog()
    const streams = eventStreams(log, String)
    const stream = streams.open(0)
    for (let event = 0; event < 1_000; event += 1) log.add(opened)
    expect(vi.getTimerCount()).toBe(0)
    let pieces = 0
    for await (const _ of stream ?? []) pieces += 1
    expect(pieces).toBeLessThan(300)
  })

  it('serves a bounded number of readers, and lets go of those that left', async () => {
    vi.useFakeTimers()
    const streams = eventStreams(eventLog(), String)
    const open = Array.from({ length: maxStreams }, () => streams.open(0))
    expect(streams.open(0)).toBeUndefined()
    await open[0]?.cancel()
    expect(streams.open(0)).toBeDefined()
    streams.close()
    expect(vi.getTimerCount()).toBe(0)
    expect(streams.open(0)).toBeDefined()
    streams.close()
  })
})

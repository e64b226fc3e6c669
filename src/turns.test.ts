import { describe, expect, it } from 'vitest'
import type { StoredEntry } from './store.ts'
import { sessionTurns } from './turns.ts'

const entry = (version: number): StoredEntry => ({
  value: Uint8Array.of(version),
  subject: null,
  touchedAt: 0,
  expiresAt: 60,
  version,
})

/** A writer that goes on when it is told to. */
function held() {
  let go: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    go = resolve
  })
  return { gate, go: () => go() }
}

describe('sessionTurns', () => {
  it('lets writers of one key follow one another, in the order in which they asked', async () => {
    const turns = sessionTurns()
    const log: string[] = []
    const writer = (name: string) =>
      turns.take('a', async () => {
        log.push(`${name} begins`)
        await Promise.resolve()
        log.push(`${name} ends`)
        return { left: undefined, result: name }
      })
    expect(await Promise.all([writer('one'), writer('two')])).toEqual(['one', 'two'])
    expect(log).toEqual(['one begins', 'one ends', 'two begins', 'two ends'])
  })

  it('makes nobody wait for the writer of another key', async () => {
    const turns = sessionTurns()
    const { gate, go } = held()
    const slow = turns.take('a', async () => {
      await gate
      return { left: undefined, result: 'slow' }
    })
    const quick = await turns.take('b', async () => ({ left: undefined, result: 'quick' }))
    expect(quick).toBe('quick')
    go()
    expect(await slow).toBe('slow')
  })

  it('hands on what the writer before left, as long as there is a queue', async () => {
    const turns = sessionTurns()
    const seen: (number | undefined)[] = []
    const writer = (version: number) =>
      turns.take('a', async (latest) => {
        seen.push(latest?.version)
        return { left: entry(version), result: undefined }
      })
    await Promise.all([writer(2), writer(3), writer(4)])
    // Others may have written since the last one was done.
    await writer(5)
    expect(seen).toEqual([undefined, 2, 3, undefined])
  })

  it('hands on nothing after a writer that failed, whose error only its caller gets', async () => {
    const turns = sessionTurns()
    const seen: (number | undefined)[] = []
    const good = turns.take('a', async () => ({ left: entry(2), result: 'good' }))
    const bad = turns.take('a', async () => {
      throw new Error('away')
    })
    const after = turns.take('a', async (latest) => {
      seen.push(latest?.version)
      return { left: undefined, result: 'after' }
    })
    expect(await Promise.allSettled([good, bad, after])).toMatchObject([
      { status: 'fulfilled', value: 'good' },
      { status: 'rejected', reason: new Error('away') },
      { status: 'fulfilled', value: 'after' },
    ])
    expect(seen).toEqual([undefined])
  })

  it('lets a writer that throws before it waits fail like any other', async () => {
    const turns = sessionTurns()
    const bad = turns.take('a', () => {
      throw new Error('at once')
    })
    const next = turns.take('a', async () => ({ left: undefined, result: 'next' }))
    await expect(bad).rejects.toThrow('at once')
    expect(await next).toBe('next')
  })
})

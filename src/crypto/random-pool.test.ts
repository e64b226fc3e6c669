import { createRequire, syncBuiltinESMExports } from 'node:module'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'

const poolBytes = 4_096

// The real generator, with a counter around it: what it fills is seen, and nothing is replaced.
// `require` gives the one mutable object behind every import of the module.
const crypto: typeof import('node:crypto') = createRequire(import.meta.url)('node:crypto')
const fill = crypto.randomFillSync

interface Watched {
  /** Bytes asked of the operating system, call by call. */
  readonly fills: readonly number[]
  readonly randomBytes: (count: number) => Uint8Array
}

async function freshPool(): Promise<Watched> {
  const fills: number[] = []
  crypto.randomFillSync = <T extends NodeJS.ArrayBufferView>(target: T): T => {
    fills.push(target.byteLength)
    return fill(target)
  }
  syncBuiltinESMExports()
  const { randomBytes } = await import('./random-pool.ts')
  return { fills, randomBytes }
}

beforeEach(() => {
  vi.resetModules()
})

afterEach(() => {
  crypto.randomFillSync = fill
  syncBuiltinESMExports()
})

describe('randomBytes', () => {
  it('asks the operating system for nothing at import, and for 4,096 bytes at first use', async () => {
    const { fills, randomBytes } = await freshPool()
    expect(fills).toEqual([])
    randomBytes(24)
    expect(fills).toEqual([poolBytes])
  })

  it('never gives the same bytes twice in 100,000 draws of mixed lengths', async () => {
    const { randomBytes } = await freshPool()
    const windows = new Set<string>()
    let draws = 0
    for (; draws < 100_000; draws += 1) {
      const length = [16, 24, 17, 31][draws % 4] ?? 16
      windows.add(Buffer.from(randomBytes(length)).toString('latin1').slice(0, 16))
    }
    expect(windows.size).toBe(draws)
  })

  it('shares no byte between draws: they are the pool, cut in order', async () => {
    const { randomBytes } = await freshPool()
    let filled: Uint8Array | undefined
    crypto.randomFillSync = <T extends NodeJS.ArrayBufferView>(target: T): T => {
      fill(target)
      filled = new Uint8Array(target.buffer.slice(0))
      return target
    }
    syncBuiltinESMExports()
    const drawn: number[] = []
    for (let i = 0; i < 170; i += 1) drawn.push(...randomBytes(24))
    expect(drawn).toEqual([...(filled ?? [])].slice(0, 170 * 24))
  })

  it('fills the pool again exactly when it holds too little', async () => {
    const { fills, randomBytes } = await freshPool()
    for (let i = 0; i < 170; i += 1) randomBytes(24)
    expect(fills).toHaveLength(1)
    expect(randomBytes(16)).toHaveLength(16)
    expect(fills).toHaveLength(1)
    expect(randomBytes(1)).toHaveLength(1)
    expect(fills).toHaveLength(2)
  })

  it('gives the whole pool in one draw, and a fresh one after that', async () => {
    const { fills, randomBytes } = await freshPool()
    const first = randomBytes(poolBytes)
    const second = randomBytes(poolBytes)
    expect(fills).toHaveLength(2)
    expect(first).toHaveLength(poolBytes)
    expect(Buffer.compare(first, second)).not.toBe(0)
  })

  it('throws a draw over the end away rather than joining old bytes with new ones', async () => {
    const { fills, randomBytes } = await freshPool()
    randomBytes(poolBytes - 8)
    const bytes = randomBytes(24)
    expect(fills).toHaveLength(2)
    expect(bytes.filter((byte) => byte === 0).length).toBeLessThan(8)
  })

  it('gives copies: writing into one draw changes no other', async () => {
    const { randomBytes } = await freshPool()
    const first = randomBytes(16)
    const second = randomBytes(16)
    const before = [...second]
    new Uint8Array(first.buffer).fill(0)
    expect([...second]).toEqual(before)
    expect(first.buffer.byteLength).toBe(16)
  })
})

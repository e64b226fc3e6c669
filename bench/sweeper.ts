/**
 * Something that sweeps while it is told to, in this process or in one of its own.
 *
 * @module
 */

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Store } from '../src/store.ts'

/** What sweeps. */
export interface Sweeper extends AsyncDisposable {
  /** Begins, and goes on batch after batch until there is nothing left. */
  start(): void
  /** Stops after the batch that is under way, and tells how many rows went since it began. */
  stop(): Promise<number>
}

// As many as `sessions.sweep()` asks for at a time.
const batch = 1_000

/** Makes a sweeper of this process. */
export function sweeperHere(store: Store, now: number): Sweeper {
  let isStopped = true
  let swept: Promise<number> = Promise.resolve(0)

  async function sweep(): Promise<number> {
    let total = 0
    while (!isStopped) {
      const removed = await store.sweep(batch, now)
      total += removed
      if (removed < batch) break
    }
    return total
  }

  return {
    start() {
      isStopped = false
      swept = sweep()
    },
    stop() {
      isStopped = true
      return swept
    },
    async [Symbol.asyncDispose]() {},
  }
}

/** Makes a sweeper in a process of its own, on the store at an address. */
export async function sweeperElsewhere(address: string, now: number): Promise<Sweeper> {
  const script = fileURLToPath(new URL('sweep-process.ts', import.meta.url))
  const child = fork(script, [address, String(now)])
  await once(child, 'message')
  return {
    start() {
      child.send('start')
    },
    async stop() {
      child.send('stop')
      const [total] = await once(child, 'message')
      return Number(total)
    },
    async [Symbol.asyncDispose]() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

import { once } from 'node:events'
import { createSessions } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { describe, expect, it } from 'vitest'
import { keepSweeping } from './sweeping.ts'

const secrets = 'sweeping-5b1e0f7c92d84a63-sweeping-5b1e0f7c'

describe('keepSweeping', () => {
  it('removes again and again what is over', async () => {
    const store = memoryStore()
    const sessions = createSessions({ secrets, store, now: () => 1_000 })
    const counts: number[] = []
    const counted = {
      async sweep() {
        const count = await sessions.sweep()
        counts.push(count)
        return count
      },
    }
    const sweeping = keepSweeping(counted, expect.fail, 1)
    for (const key of ['a', 'b']) {
      const entry = { value: Uint8Array.of(1), subject: null, touchedAt: 10, expiresAt: 20 }
      await store.create(key, entry, 10)
      await expect.poll(() => counts.filter((count) => count > 0)).toHaveLength(key === 'a' ? 1 : 2)
    }
    await sweeping.stop()
  })

  it('says in one line that a sweep failed, and goes on', async () => {
    const lines: string[] = []
    const sweep = () => Promise.reject(new Error('the store is away'))
    const sweeping = keepSweeping({ sweep }, (line) => lines.push(line), 1)
    await expect.poll(() => lines.length).toBeGreaterThan(1)
    await sweeping.stop()
    expect(new Set(lines)).toEqual(new Set(['sweep: the store is away']))
  })

  it('waits for the sweep that is under way when it is stopped, and begins no other', async () => {
    const steps: string[] = []
    const gate = new EventTarget()
    const sweep = async () => {
      steps.push('begins')
      await once(gate, 'open')
      steps.push('ends')
      return 0
    }
    const sweeping = keepSweeping({ sweep }, expect.fail, 1)
    await expect.poll(() => steps).toEqual(['begins'])
    const stopped = sweeping.stop().then(() => steps.push('stopped'))
    gate.dispatchEvent(new Event('open'))
    await stopped
    expect(steps).toEqual(['begins', 'ends', 'stopped'])
  })
})

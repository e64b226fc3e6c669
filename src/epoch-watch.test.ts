import { describe, expect, it } from 'vitest'
import { epochWatch } from './epoch-watch.ts'
import { CoatcheckError } from './errors.ts'
import type { Store } from './store.ts'
import { memoryStore } from './stores/memory.ts'

/** A watch on a real store, whose looks at the epoch are counted and can be delayed or fail. */
function watched(recheckInterval = 60) {
  const clock = { at: 1_000 }
  const real = memoryStore({ clock: () => clock.at * 1_000 })
  const looks = { count: 0, before: async (): Promise<void> => {}, after: async () => {} }
  const store: Store = {
    ...real,
    async epoch() {
      looks.count += 1
      await looks.before()
      const found = await real.epoch()
      await looks.after()
      return found
    },
  }
  return { watch: epochWatch(store, recheckInterval, () => clock.at), real, looks, clock }
}

describe('epochWatch', () => {
  it('asks the store at first, and once in a recheck interval', async () => {
    const { watch, real, looks, clock } = watched()
    expect(await watch.known()).toBe(0)
    await real.raiseEpoch()
    clock.at += 59
    expect([await watch.known(), looks.count]).toEqual([0, 1])
    clock.at += 1
    expect([await watch.known(), looks.count]).toEqual([1, 2])
  })

  it('asks every time where the interval is nothing', async () => {
    const { watch, looks } = watched(0)
    await watch.known()
    await watch.known()
    expect(looks.count).toBe(2)
  })

  it('asks once for all who want to know at the same time', async () => {
    const { watch, looks } = watched()
    await Promise.all(Array.from({ length: 50 }, () => watch.known()))
    expect(looks.count).toBe(1)
  })

  it('knows what it raised itself without asking', async () => {
    const { watch, looks } = watched()
    await watch.known()
    await watch.raise()
    expect([await watch.known(), looks.count]).toEqual([1, 1])
  })

  it('asks again when the clock was set back', async () => {
    const { watch, real, clock } = watched()
    await watch.known()
    await real.raiseEpoch()
    clock.at -= 500
    expect(await watch.known()).toBe(1)
  })

  it('never goes backwards, whatever the store has forgotten', async () => {
    const { watch, clock } = watched()
    await watch.raise()
    const forgetful = memoryStore()
    const again = epochWatch({ ...forgetful, raiseEpoch: async () => 7 }, 60, () => clock.at)
    await again.raise()
    expect(await again.known()).toBe(7)
    expect((await again.ask()).epoch).toBe(7)
  })

  it('rejects while the store does not answer, and asks again next time', async () => {
    const { watch, looks } = watched()
    looks.before = async () => {
      throw new CoatcheckError('ERR_STORE_UNAVAILABLE', 'away')
    }
    await expect(watch.known()).rejects.toThrow('away')
    looks.before = async () => {}
    expect(await watch.known()).toBe(0)
  })

  it('counts the interval from when it asked, not from a late answer', async () => {
    const { watch, real, looks, clock } = watched()
    looks.after = async () => {
      // Everyone is revoked while the answer is on its way, and it takes long.
      await real.raiseEpoch()
      clock.at += 50
    }
    expect(await watch.known()).toBe(0)
    looks.after = async () => {}
    clock.at += 10
    expect(await watch.known()).toBe(1)
  })
})

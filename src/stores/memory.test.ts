import { CoatcheckError } from 'coatcheck'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { tombstoneSeconds } from '../store.ts'
import { type MemoryStoreOptions, memoryStore } from './memory.ts'

const now = 1_800_000_000
const day = 86_400

function entry(subject: string | null = null, expiresAt: number = now + 60) {
  return { value: Uint8Array.of(1), subject, touchedAt: now, expiresAt }
}

afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

describe('memoryStore when it is full', () => {
  it('lets the least recently used entry go, by load, update and touch', async () => {
    vi.spyOn(console, 'warn').mockReturnValue()
    const store = memoryStore({ maxEntries: 4 })
    for (const key of ['a', 'b', 'c', 'd']) await store.create(key, entry(), now)
    await store.load('a', now)
    await store.update('b', entry(), 1, now)
    await store.touch('c', now, now + 60, now)
    await store.create('e', entry(), now)
    expect(await store.load('d', now)).toBeNull()
    await store.create('f', entry(), now)
    expect(await store.load('a', now)).toBeNull()
    for (const key of ['b', 'c', 'e', 'f']) expect(await store.load(key, now)).not.toBeNull()
  })

  it('lets what is over go first, however recently it was used', async () => {
    const store = memoryStore({ maxEntries: 3 })
    await store.create('old', entry(null, now + 100), now)
    await store.create('older', entry(null, now + 100), now)
    await store.create('over', entry(null, now + 10), now)
    await store.load('over', now)
    expect(await store.create('new', entry(null, now + 100), now + 10)).toBe(true)
    for (const key of ['old', 'older', 'new']) {
      expect(await store.load(key, now + 10)).not.toBeNull()
    }
  })

  it('keeps what it let go out of the list, and lets its key be created again', async () => {
    vi.spyOn(console, 'warn').mockReturnValue()
    const store = memoryStore({ maxEntries: 1 })
    await store.create('a', entry('ada'), now)
    await store.create('b', entry('ada'), now)
    const { entries } = await store.listBySubject('ada', { limit: 10 }, now)
    expect(entries.map(({ key }) => key)).toEqual(['b'])
    expect(await store.create('a', entry('ada'), now)).toBe(true)
  })

  it('says so once, when a live entry had to go', async () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    const store = memoryStore({ maxEntries: 2 })
    await store.create('a', entry(null, now + 5), now)
    await store.create('b', entry(), now)
    await store.create('c', entry(), now + 5)
    expect(warn).not.toHaveBeenCalled()
    for (const key of ['d', 'e']) await store.create(key, entry(), now + 5)
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/full at 2 sessions.*maxEntries/)]])
  })

  it('lets tombstones push no entry out', async () => {
    const store = memoryStore({ maxEntries: 2 })
    await store.create('live', entry(), now)
    for (const key of ['a', 'b', 'c', 'd']) {
      await store.create(key, entry(), now)
      expect(await store.delete(key, now)).toBe(true)
    }
    expect(await store.load('live', now)).not.toBeNull()
    expect(await store.create('d', entry(), now)).toBe(false)
    expect(await store.create('c', entry(), now)).toBe(false)
    expect(await store.create('a', entry(), now)).toBe(true)
  })

  it('lets the oldest stamp of a subject go', async () => {
    const store = memoryStore({ maxEntries: 2, clock: () => 5 })
    for (const subject of ['a', 'b', 'a', 'c']) await store.raiseNotBefore(subject)
    expect(await store.notBefore('a')).toEqual({ at: 7, storeNow: 7 })
    expect(await store.notBefore('b')).toEqual({ at: 0, storeNow: 5 })
  })
})

describe('memoryStore', () => {
  it('does not go back when its clock does', async () => {
    let milliseconds = 1_000.9
    const store = memoryStore({ clock: () => milliseconds })
    await store.raiseNotBefore('ada')
    expect(await store.notBefore('ada')).toEqual({ at: 1_001, storeNow: 1_001 })
    milliseconds = 400
    expect(await store.raiseNotBefore('ada')).toBe(1_002)
    expect(await store.notBefore('ada')).toEqual({ at: 1_002, storeNow: 1_002 })
    expect(await store.raiseEpoch()).toBe(1)
    expect(await store.epoch()).toEqual({ epoch: 1, at: 1_001, storeNow: 1_001 })
  })

  it('keeps the stamp of a subject for 400 days of its own clock', async () => {
    let milliseconds = 1_000
    const store = memoryStore({ clock: () => milliseconds })
    await store.raiseNotBefore('ada')
    // A stamp lies in the millisecond after the one in which it was made.
    milliseconds += 400 * day * 1_000
    expect(await store.sweep(10, now)).toBe(0)
    milliseconds += 1
    await store.raiseNotBefore('bob')
    expect(await store.sweep(10, now)).toBe(1)
    expect((await store.notBefore('ada')).at).toBe(0)
    expect((await store.notBefore('bob')).at).toBe(milliseconds + 1)
  })

  it('sweeps entries, tombstones and stamps under one limit', async () => {
    let milliseconds = 1_000
    const store = memoryStore({ clock: () => milliseconds })
    await store.raiseNotBefore('ada')
    await store.create('gone', entry('ada'), now)
    await store.delete('gone', now)
    await store.create('over', entry('ada'), now)
    milliseconds += 400 * day * 1_000 + 1
    const later = now + tombstoneSeconds
    for (const removed of [1, 1, 1, 0]) expect(await store.sweep(1, later)).toBe(removed)
  })

  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses maxEntries of %s',
    (maxEntries) => {
      const options: MemoryStoreOptions = { maxEntries }
      expect(() => memoryStore(options)).toThrow(CoatcheckError)
      expect(() => memoryStore(options)).toThrow(/^maxEntries: /)
    },
  )

  it('says once on stderr that production wants another store', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue()
    vi.stubEnv('NODE_ENV', 'development')
    memoryStore()
    expect(warn).not.toHaveBeenCalled()
    vi.stubEnv('NODE_ENV', 'production')
    memoryStore()
    expect(warn.mock.calls).toEqual([[expect.stringMatching(/memory store.*in production/)]])
  })
})

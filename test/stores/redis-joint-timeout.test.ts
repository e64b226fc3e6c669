import { createClient } from 'redis'
import { afterEach, expect, it, vi } from 'vitest'
import { redisStore } from '../../src/stores/redis.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { startRedis } from '../servers/redis.ts'

const now = systemClock()
const keys = Array.from({ length: 200 }, (_, i) => `k${i}`)

afterEach(() => {
  vi.restoreAllMocks()
})

describeWith(redisServer, 'commands of the package redis', () => {
  it('share their timeouts, ten at most each, and warn of nothing', async () => {
    await using server = await startRedis()
    const client = createClient({ url: server.url })
    await client.on('error', () => {}).connect()
    const store = redisStore(client)
    await store.load('k', now)
    const warn = vi.spyOn(process, 'emitWarning')
    const signals = vi.spyOn(AbortSignal, 'timeout')
    await Promise.all(keys.map((key) => store.load(key, now)))
    expect(warn).not.toHaveBeenCalled()
    expect(signals.mock.calls.length).toBeGreaterThanOrEqual(keys.length / 10 - 1)
    expect(signals.mock.calls.length).toBeLessThan(keys.length / 5)
    client.destroy()
  })

  it('that could not be sent in the time that the app gave are never carried out', async () => {
    await using server = await startRedis()
    const client = createClient({
      url: server.url,
      commandOptions: { timeout: 400 },
      socket: { reconnectStrategy: 50 },
    })
    await client.on('error', () => {}).connect()
    const store = redisStore(client)
    await store.load('k', now)
    await server.kill9()
    await vi.waitFor(() => expect(client.isReady).toBe(false))
    const entry = { value: Uint8Array.of(1), subject: null, touchedAt: now, expiresAt: now + 60 }
    const began = performance.now()
    await expect(store.create('late', entry, now)).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
    })
    expect(performance.now() - began).toBeLessThan(4_000)
    await server.start()
    await vi.waitFor(() => expect(client.isReady).toBe(true), 10_000)
    expect(await store.load('late', now)).toBeNull()
    client.destroy()
  }, 30_000)
})

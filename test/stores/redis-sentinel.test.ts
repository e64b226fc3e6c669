import { redisStore } from 'coatcheck/stores/redis'
import { storeContract } from 'coatcheck/testing'
import { Redis as Ioredis } from 'ioredis'
import { Redis as Iovalkey } from 'iovalkey'
import { createSentinel } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import { randomKey, trialEntry } from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { redisPassword } from '../servers/redis.ts'
import { startWatchedRedis, type WatchedRedis, watchedName } from '../servers/redis-sentinel.ts'

describeWith(redisServer, 'the Redis store behind a Sentinel', () => {
  let watched: WatchedRedis
  let stores: Record<string, Store>
  const closers: (() => void)[] = []
  beforeAll(async () => {
    watched = await startWatchedRedis()
    const sentinels = [{ host: '127.0.0.1', port: watched.sentinelPort }]
    const node = createSentinel({
      name: watchedName,
      sentinelRootNodes: sentinels,
      nodeClientOptions: { password: redisPassword },
      sentinelClientOptions: { password: redisPassword },
    })
    node.on('error', () => {})
    await node.connect()
    const options = { name: watchedName, sentinels, password: redisPassword }
    const both = { ...options, sentinelPassword: redisPassword }
    const [ioredis, iovalkey] = [new Ioredis(both), new Iovalkey(both)]
    for (const client of [ioredis, iovalkey]) {
      client.on('error', () => {})
      closers.push(() => client.disconnect())
    }
    closers.push(() => void node.destroy())
    const storeOptions = { timeout: 1 }
    stores = {
      redis: redisStore(node, storeOptions),
      ioredis: redisStore(ioredis, storeOptions),
      iovalkey: redisStore(iovalkey, storeOptions),
    }
  })
  afterAll(async () => {
    for (const close of closers) close()
    await watched[Symbol.asyncDispose]()
  })

  describe('while the master lives', () => {
    for (const name of ['redis', 'ioredis', 'iovalkey']) {
      it(`keeps the store contract through ${name}`, async () => {
        const store = storeOf(name)
        for (const rule of storeContract.filter(({ needs }) => needs === undefined)) {
          await expect(
            rule.check({ store, now: systemClock() }),
            rule.name,
          ).resolves.toBeUndefined()
        }
      })
    }
  })

  describe('when the master is gone', () => {
    it('goes on with the replica, and rejects in between', async () => {
      const now = systemClock()
      await watched.master.kill9()
      for (const name of ['redis', 'ioredis', 'iovalkey']) {
        expect(await createdAfterwards(storeOf(name), now)).toBe(true)
      }
    })
  })

  function storeOf(name: string): Store {
    const store = stores[name]
    if (store === undefined) throw new Error(`there is no store through ${name}`)
    return store
  }
})

async function createdAfterwards(store: Store, now: number): Promise<boolean> {
  const deadline = performance.now() + 25_000
  for (;;) {
    try {
      return await store.create(randomKey(), trialEntry(now), now)
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
      if (performance.now() > deadline) throw error
    }
  }
}

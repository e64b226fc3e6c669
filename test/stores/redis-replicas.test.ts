import { redisStore } from 'coatcheck/stores/redis'
import { storeContract } from 'coatcheck/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomKey, randomSubject, trialEntry } from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisServer, startRedis, startRedisReplica } from '../servers/redis.ts'
import { type ConnectedClient, connectors } from './redis-clients.ts'

const waiting = { waitForReplicas: 1 }

describeWith(redisServer, 'the Redis store that waits for a replica', () => {
  let server: RedisServer
  let replica: RedisServer
  beforeAll(async () => {
    server = await startRedis()
    replica = await startRedisReplica(server)
  })
  afterAll(async () => {
    await replica[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  for (const [name, connect] of Object.entries(connectors)) {
    describe(`through ${name}`, () => {
      let connected: ConnectedClient
      beforeAll(async () => {
        connected = await connect(server.url)
      })
      afterAll(() => connected[Symbol.asyncDispose]())

      it('keeps the store contract', async () => {
        const store = redisStore(connected.client, waiting)
        for (const rule of storeContract.filter(({ needs }) => needs === undefined)) {
          await expect(
            rule.check({ store, now: systemClock() }),
            rule.name,
          ).resolves.toBeUndefined()
        }
      })

      it('resolves when the replica has the write, also when the server forgot the script', async () => {
        const store = redisStore(connected.client, waiting)
        const [key, now] = [randomKey(), systemClock()]
        await server.ask('SCRIPT', 'FLUSH')
        expect(await store.create(key, trialEntry(now), now)).toBe(true)
        expect(await replica.ask('EXISTS', `coatcheck:e:${key}`)).toBe('1')
      })

      it('rejects when the replica does not answer, and waits behind writes only', async () => {
        const store = redisStore(connected.client, waiting)
        const [key, now] = [randomKey(), systemClock()]
        await store.create(key, trialEntry(now), now)
        replica.freeze()
        try {
          await expect(store.delete(key, now)).rejects.toMatchObject({
            code: 'ERR_STORE_UNAVAILABLE',
            message: expect.stringContaining('0 of 1 replicas acknowledged the write'),
          })
          expect(await store.load(key, now)).toBeNull()
        } finally {
          replica.thaw()
        }
        expect(await store.delete(key, now)).toBe(false)
        expect(await store.listBySubject(randomSubject(), { limit: 1 }, now)).toEqual({
          entries: [],
        })
      })
    })
  }
})

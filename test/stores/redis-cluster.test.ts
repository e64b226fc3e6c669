import { redisStore } from 'coatcheck/stores/redis'
import { storeContract } from 'coatcheck/testing'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts'
import { type ConnectedClient, clusterConnectors } from './redis-clients.ts'

describeWith(redisServer, 'the Redis store on a cluster of six', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  for (const [name, connect] of Object.entries(clusterConnectors)) {
    describe(`through ${name} keeps the store contract`, () => {
      let connected: ConnectedClient
      beforeAll(async () => {
        connected = await connect(cluster.urls)
      })
      afterAll(() => connected[Symbol.asyncDispose]())

      for (const rule of storeContract.filter(({ needs }) => needs === undefined)) {
        it(rule.name, async () => {
          const store = redisStore(connected.client, { prefix: `${name}:` })
          await rule.check({ store, now: systemClock() })
        })
      }
    })
  }
})

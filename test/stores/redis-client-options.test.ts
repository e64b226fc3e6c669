import { redisStore } from 'coatcheck/stores/redis'
import { storeContract } from 'coatcheck/testing'
import { Redis as Ioredis, Cluster as IoredisCluster } from 'ioredis'
import { createClient, createClientPool, createCluster } from 'redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisServer, redisPassword, startRedis } from '../servers/redis.ts'
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts'
import type { ConnectedClient, clusterConnectors, connectors } from './redis-clients.ts'

const ending = (client: ConnectedClient['client'], end: () => unknown): ConnectedClient => ({
  client,
  [Symbol.asyncDispose]: async () => void end(),
})

const singles: typeof connectors = {
  async 'redis that speaks RESP 2, under a prefix of its own'(url) {
    const client = createClient({ url, RESP: 2, keyPrefix: 'app:' })
    await client.on('error', () => {}).connect()
    return ending(client, () => client.destroy())
  },
  async 'a pool of redis'(url) {
    const client = createClientPool({ url })
    await client.on('error', () => {}).connect()
    return ending(client, () => client.destroy())
  },
  async 'ioredis that pipelines by itself, under a prefix of its own'(url) {
    const client = new Ioredis(url, { enableAutoPipelining: true, keyPrefix: 'app:' })
    return ending(client, () => client.disconnect())
  },
}

const clusters: typeof clusterConnectors = {
  async 'a cluster of redis under a prefix of its own'(urls) {
    const client = createCluster({
      rootNodes: urls.map((url) => ({ url })),
      defaults: { password: redisPassword },
      keyPrefix: 'app:',
    })
    await client.on('error', () => {}).connect()
    return ending(client, () => client.destroy())
  },
  async 'a cluster of ioredis that pipelines by itself, under a prefix of its own'(urls) {
    const client = new IoredisCluster([...urls], {
      enableAutoPipelining: true,
      keyPrefix: 'app:',
      redisOptions: { password: redisPassword },
    })
    return ending(client, () => client.disconnect())
  },
}

describeWith(redisServer, 'the Redis store keeps the store contract', () => {
  let server: RedisServer
  let cluster: RedisCluster
  beforeAll(async () => {
    server = await startRedis()
    cluster = await startRedisCluster()
  })
  afterAll(async () => {
    await server[Symbol.asyncDispose]()
    await cluster[Symbol.asyncDispose]()
  })

  async function keepsContract(connected: ConnectedClient): Promise<void> {
    const store = redisStore(connected.client)
    for (const rule of storeContract.filter(({ needs }) => needs === undefined)) {
      const check = rule.check({ store, now: systemClock() })
      await expect(check, rule.name).resolves.toBeUndefined()
    }
  }

  for (const [name, connect] of Object.entries(singles)) {
    it(`through ${name}`, async () => {
      await using connected = await connect(server.url)
      await keepsContract(connected)
    })
  }

  for (const [name, connect] of Object.entries(clusters)) {
    it(`through ${name}`, async () => {
      await using connected = await connect(cluster.urls)
      await keepsContract(connected)
    })
  }
})

import { redisStore } from 'coatcheck/stores/redis'
import { Cluster as IoredisCluster } from 'ioredis'
import { createCluster } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import { listedKeys, randomKey, randomSubject, trialEntry } from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { redisPassword } from '../servers/redis.ts'
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts'
import { clusterConnectors } from './redis-clients.ts'

async function lifeOf(store: Store): Promise<void> {
  const [key, subject, now] = [randomKey(), randomSubject(), systemClock()]
  expect(await store.create(key, trialEntry(now), now)).toBe(true)
  expect(await store.update(key, trialEntry(now, { subject }), 1, now)).toBe(true)
  expect(await store.touch(key, now, now + 99, now)).toBe(true)
  expect((await store.load(key, now))?.version).toBe(2)
  expect(await listedKeys(store, subject, now)).toEqual([key])
  expect((await store.notBefore(subject)).at).toBe(0)
  expect(await store.delete(key, now, subject)).toBe(true)
}

describeWith(redisServer, 'the Redis store on a cluster that changes', () => {
  let cluster: RedisCluster
  beforeAll(async () => {
    cluster = await startRedisCluster()
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  it('never reads replicas, though the clients would', async () => {
    const node = createCluster({
      rootNodes: cluster.urls.map((url) => ({ url })),
      defaults: { password: redisPassword },
      useReplicas: true,
    })
    node.on('error', () => {})
    await node.connect()
    const io = new IoredisCluster([...cluster.urls], {
      scaleReads: 'slave',
      redisOptions: { password: redisPassword },
    })
    for (const client of [node, io]) {
      for (let life = 0; life < 20; life += 1) await lifeOf(redisStore(client))
    }
    node.destroy()
    io.disconnect()
    const stats = await Promise.all(cluster.nodes.map(({ ask }) => ask('INFO', 'commandstats')))
    const isAsked = stats.map((text) => text.includes('cmdstat_evalsha'))
    expect(isAsked).toEqual([true, true, true, false, false, false])
  })

  for (const [at, [name, connect]] of Object.entries(clusterConnectors).entries()) {
    describe(`through ${name}`, () => {
      it('follows a slot that moves to another master, with and without waiting for replicas', async () => {
        await using connected = await connect(cluster.urls)
        for (const [turn, waitForReplicas] of [0, 1].entries()) {
          const store = redisStore(connected.client, { waitForReplicas })
          const [key, now] = [randomKey(), systemClock()]
          expect(await store.create(key, trialEntry(now), now)).toBe(true)
          const slot = Number(
            await cluster.nodes[0]?.ask('CLUSTER', 'KEYSLOT', `coatcheck:e:${key}`),
          )
          const master = slot <= 5_460 ? 1 : 0
          await cluster.moveSlot(slot, master)
          expect(await store.update(key, trialEntry(now), 1, now), `turn ${turn}`).toBe(true)
          expect(await store.delete(key, now)).toBe(true)
          expect(await store.create(key, trialEntry(now), now)).toBe(false)
        }
      })

      it('keeps its promises within its keys, one slot each', async () => {
        await using connected = await connect(cluster.urls)
        for (let life = 0; life < 20; life += 1) {
          await lifeOf(redisStore(connected.client, { prefix: `app${at}:`, waitForReplicas: 1 }))
        }
      })
    })
  }
})

describeWith(redisServer, 'the Redis store on a cluster that loses a master', () => {
  it('goes on with the replica, has what replicas acknowledged, and rejects in between', async () => {
    await using cluster = await startRedisCluster()
    const clients = await Promise.all(
      Object.values(clusterConnectors).map((connect) => connect(cluster.urls)),
    )
    const stores = clients.map(({ client }) => redisStore(client, { timeout: 1 }))
    const [now, keys] = [systemClock(), Array.from({ length: 30 }, randomKey)]
    const [client] = clients
    if (client === undefined) throw new Error('there is no client')
    const careful = redisStore(client.client, { waitForReplicas: 1 })
    for (const key of keys) expect(await careful.create(key, trialEntry(now), now)).toBe(true)
    await cluster.nodes[0]?.kill9()

    for (const store of stores) {
      for (const key of keys) {
        const found = await answered(() => store.load(key, now))
        expect(found?.version).toBe(1)
      }
      const [subject, key] = [randomSubject(), randomKey()]
      await answered(() => store.create(key, trialEntry(now, { subject }), now))
      expect(await answered(() => listedKeys(store, subject, now))).toEqual([key])
    }
    await Promise.all(clients.map((connected) => connected[Symbol.asyncDispose]()))
  })
})

async function answered<T>(verb: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 25_000
  for (;;) {
    try {
      return await verb()
    } catch (error) {
      expect(error).toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
      if (performance.now() > deadline) throw error
    }
  }
}

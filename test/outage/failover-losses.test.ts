import { createSessions } from 'coatcheck'
import { openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { describeWith, redisServer } from '../requirements.ts'
import { redisPassword } from '../servers/redis.ts'
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts'
import type { Data } from '../stored/visitors.ts'
import { isLong, rounds } from '../tier.ts'
import { comesBack, type Shard, shardsOf, takesOver } from './failover.ts'
import { type Account, type FailoverWorld, failoverWorld } from './failover-world.ts'

const failovers = rounds(1, 20)
const secrets = 'failover-1c8f2a6be04d9753-failover-1c8f2a6be04d9753'

type Death = (shard: Shard, world: FailoverWorld, waitForReplicas: number) => Promise<void>

const deaths: Readonly<Record<string, Death>> = {
  'in the middle of everything': async ({ master }, world) => {
    await world.more('acknowledged', 100)
    await master.kill9()
  },
  // As when the network between the two is gone for a moment, or the replica stands still.
  'when its replica has lost touch with it': async (
    { master, replica },
    world,
    waitForReplicas,
  ) => {
    replica.freeze()
    await master.ask('CLIENT', 'KILL', 'TYPE', 'replica')
    if (waitForReplicas === 0) await world.more('acknowledged', 300)
    else await world.more('refused', 30)
    await master.kill9()
    replica.thaw()
  },
}

const nothingLost = {
  ...{ lostVisits: 0, lostLogins: 0, undoneLogouts: 0 },
  ...{ unlisted: 0, strange: 0, unrevoked: 0 },
}

describeWith(redisServer, 'a Redis Cluster whose masters are killed', () => {
  let cluster: RedisCluster
  let shards: readonly Shard[]
  beforeAll(async () => {
    cluster = await startRedisCluster()
    shards = shardsOf(cluster)
  })
  afterAll(() => cluster[Symbol.asyncDispose]())

  async function accountOf(death: Death, waitForReplicas: number): Promise<Account> {
    const hosts = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')
    const address = `redis-cluster://:${redisPassword}@${hosts}?waitForReplicas=${waitForReplicas}`
    const { store, close } = await openStore(address)
    const sum: Record<string, number> = {}
    for (let round = 0; round < failovers; round += 1) {
      const shard = shards[round % shards.length]
      if (shard === undefined) throw new Error('the cluster has three shards')
      const world = await failoverWorld(createSessions<Data>({ secrets, store }))
      await world.everybodyIsServed()
      await death(shard, world, waitForReplicas)
      await takesOver(shard)
      // Until then nothing that is written to the new master is acknowledged by a replica.
      if (waitForReplicas > 0) await comesBack(shard)
      await world.everybodyIsServed()
      await world.settle()
      if (waitForReplicas === 0) await comesBack(shard)
      for (const [what, count] of Object.entries(world.account))
        sum[what] = (sum[what] ?? 0) + count
    }
    await close()
    if (isLong) console.info(JSON.stringify({ waitForReplicas, failovers, ...sum }))
    // Every count of an account was added up.
    return sum as unknown as Account
  }

  for (const [when, death] of Object.entries(deaths)) {
    describe(when, { timeout: failovers * 60_000 }, () => {
      it('loses nothing that was acknowledged, with waitForReplicas 1', async () => {
        const account = await accountOf(death, 1)
        expect(account).toMatchObject(nothingLost)
        expect(account.acknowledged).toBeGreaterThan(failovers * 100)
      })
    })
  }

  it('goes on by itself with waitForReplicas 0, and undoes what the replica had not heard of', {
    timeout: failovers * 60_000,
  }, async () => {
    for (const [when, death] of Object.entries(deaths)) {
      const { acknowledged, refused, strange, ...undone } = await accountOf(death, 0)
      expect(strange).toBe(0)
      const undoings = Object.values(undone).reduce((sum, count) => sum + count, 0)
      // Else this account, and the ones above, would be blind.
      if (when.includes('lost touch')) expect(undoings).toBeGreaterThan(0)
      expect(refused).toBeGreaterThan(0)
      expect(acknowledged).toBeGreaterThan(failovers * 100)
    }
  })
})

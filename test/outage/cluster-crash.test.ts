import { describeWith, redisServer } from '../requirements.ts'
import { redisPassword } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import { comesBack, shardsOf, takesOver } from './failover.ts'
import { itComesThrough } from './shop-through-outage.ts'

describeWith(redisServer, 'the shop when a master of its cluster is killed amid a crowd', () => {
  itComesThrough(
    async () => {
      const cluster = await startRedisCluster()
      const [shard] = shardsOf(cluster)
      if (shard === undefined) throw new Error('the cluster has three shards')
      const hosts = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')
      return {
        address: `redis-cluster://:${redisPassword}@${hosts}?waitForReplicas=1`,
        end: () => shard.master.kill9(),
        async bringBack() {
          await takesOver(shard)
          // Until then no replica acknowledges what is written to the new master.
          await comesBack(shard)
        },
        [Symbol.asyncDispose]: async () => cluster[Symbol.asyncDispose](),
      }
    },
    // Each shard keeps about a third of the sessions.
    40,
  )
})

/**
 * Failovers of a Redis Cluster: a master is killed, its replica takes over, and the master comes back
 * as the replica.
 *
 * @module
 */

import { type RedisServer, until } from '../servers/redis.ts'
import type { RedisCluster } from '../servers/redis-cluster.ts'

/** A master and its replica. */
export interface Shard {
  /** Which of the two is the master. */
  master: RedisServer
  /** The other one. */
  replica: RedisServer
}

/** Gives the shards of a cluster that has had no failover yet. */
export function shardsOf({ nodes }: RedisCluster): readonly Shard[] {
  return [0, 1, 2].map((at) => {
    const [master, replica] = [nodes[at], nodes[at + 3]]
    if (master === undefined || replica === undefined) throw new Error('the cluster has six nodes')
    return { master, replica }
  })
}

/** Resolves when the replica of a shard, whose master is gone, is the master, and all slots are served. */
export async function takesOver(shard: Shard): Promise<void> {
  const { master, replica } = shard
  await until(replica, ['INFO', 'replication'], (info) => info.includes('role:master'))
  await until(replica, ['CLUSTER', 'INFO'], (info) => info.includes('cluster_state:ok'))
  shard.master = replica
  shard.replica = master
}

/** Starts the node of a shard that was killed, and resolves when it has the data of the new master. */
export async function comesBack({ master, replica }: Shard): Promise<void> {
  await replica.start()
  await until(replica, ['INFO', 'replication'], (info) => info.includes('master_link_status:up'))
  await until(master, ['INFO', 'replication'], (info) => /slave0:.*state=online/.test(info))
}

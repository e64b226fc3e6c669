/**
 * A scratch store in a Redis, or in a cluster: keys of a prefix of their own, gone when it is closed.
 *
 * @module
 */

import { clusterNodes, redisAddress } from '../stores/redis-address.ts'
import type { ScratchStore } from './scratch.ts'

/** Makes one on a single server. */
export async function redisScratch(address: string, prefix: string): Promise<ScratchStore> {
  const [{ createClient }, { redisStore }] = await Promise.all([
    import('redis'),
    import('../stores/redis.ts'),
  ])
  const { url, waitForReplicas } = redisAddress(address)
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  return {
    name: prefix,
    store: redisStore(client, { prefix, waitForReplicas }),
    expiresByItself: true,
    evictionPolicies: async () => policyOf(await client.info('memory')),
    async remove() {
      await removeKeys(client, prefix)
      await client.close()
    },
  }
}

/** Makes one on a cluster. */
export async function redisClusterScratch(address: string, prefix: string): Promise<ScratchStore> {
  const [{ createCluster }, { redisStore }] = await Promise.all([
    import('redis'),
    import('../stores/redis.ts'),
  ])
  const { url, waitForReplicas } = redisAddress(address)
  const cluster = createCluster(clusterNodes(url))
  cluster.on('error', () => {})
  await cluster.connect()
  const masters = () => Promise.all(cluster.masters.map((node) => cluster.nodeClient(node)))
  return {
    name: prefix,
    store: redisStore(cluster, { prefix, waitForReplicas }),
    expiresByItself: true,
    async evictionPolicies() {
      const found = cluster.masters.map(async (node) => {
        const client = await cluster.nodeClient(node)
        return policyOf(await client.info('memory')).map((policy) => `${policy} at ${node.address}`)
      })
      return (await Promise.all(found)).flat()
    },
    async remove() {
      for (const client of await masters()) await removeKeys(client, prefix)
      await cluster.close()
    },
  }
}

// CONFIG is often forbidden where somebody else runs the server; INFO says it too.
function policyOf(info: string): readonly string[] {
  const [, policy] = /^maxmemory_policy:(\S+)/m.exec(info) ?? []
  return policy === undefined || policy === 'noeviction' ? [] : [policy]
}

interface KeyRemover {
  scanIterator(options: { MATCH: string; COUNT: number }): AsyncIterable<string[]>
  unlink(key: string): Promise<unknown>
}

// One by one: the keys of a cluster lie in different slots.
async function removeKeys(client: KeyRemover, prefix: string): Promise<void> {
  for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 500 })) {
    await Promise.all(keys.map((key) => client.unlink(key)))
  }
}

/**
 * A scratch store in a Redis, or in a cluster: keys of a prefix of their own, gone when it is closed.
 *
 * @module
 */

import { clusterNodes, redisAddress } from '../stores/redis-address.ts'
import { goneNodes } from './gone-nodes.ts'
import type { ScratchStore, ServerRule } from './scratch.ts'

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
    serverRules: [dropsNothing(async () => policyOf(await client.info('memory')))],
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
    serverRules: [
      isComplete(() => goneNodes(address)),
      dropsNothing(async () => {
        const found = cluster.masters.map(async (node) => {
          const client = await cluster.nodeClient(node)
          const policies = policyOf(await client.info('memory'))
          return policies.map((policy) => `${policy} at ${node.address}`)
        })
        return (await Promise.all(found)).flat()
      }),
    ],
    async remove() {
      for (const client of await masters()) await removeKeys(client, prefix)
      await cluster.close()
    },
  }
}

/** Gives what is wrong at the servers, a phrase for each fault. */
type Faults = () => Promise<readonly string[]>

function isComplete(gone: Faults): ServerRule {
  return serverRule(
    'every server of the cluster is there',
    gone,
    (nodes) =>
      `${nodes} cannot be reached by the others; start it again, or forget it if another has taken ` +
      'its place',
  )
}

function dropsNothing(policiesFound: Faults): ServerRule {
  return serverRule(
    'the server drops nothing when its memory is full',
    policiesFound,
    (policies) =>
      `maxmemory-policy is ${policies}, which may drop revocations, so that ended sessions live ` +
      'again; set it to noeviction, and let an alarm watch the memory',
  )
}

function serverRule(name: string, found: Faults, told: (faults: string) => string): ServerRule {
  return {
    name,
    async check() {
      const faults = await found()
      if (faults.length > 0) throw new Error(told(faults.join(', ')))
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

/**
 * A store in Redis from an address, through the package `redis`.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { installed, inTime, type OpenedStore, silent, valid } from './open-client.ts'
import { renewedStore } from './open-renewal.ts'
import { clusterNodes, redisAddress } from './redis-address.ts'

// While the server is away, commands wait for it, for less long than the store waits for them: what
// was answered with a failure for having waited is then never carried out.
const queueMilliseconds = 4_000

// A cluster whose node is away is asked who has taken over, at most this often.
const refreshMilliseconds = 1_000

/** Opens the store on one server. */
export async function openRedis(address: string): Promise<OpenedStore> {
  const { createClient } = await installed('redis', () => import('redis'))
  const { redisStore } = await import('./redis.ts')
  const { url, waitForReplicas } = redisAddress(address)
  return renewedStore(async () => {
    const commandOptions = { timeout: queueMilliseconds }
    const client = valid(() => createClient({ url, commandOptions }))
    const broken = new Promise<never>((_resolve, reject) => client.on('error', reject))
    broken.catch(silent)
    await reached('Redis', client, broken)
    return {
      store: redisStore(client, { waitForReplicas }),
      answers: () => client.ping(),
      close: () => client.close(),
      destroy: () => client.destroy(),
    }
  })
}

/** Opens the store on a cluster. */
export async function openRedisCluster(address: string): Promise<OpenedStore> {
  const { createCluster } = await installed('redis', () => import('redis'))
  const { redisStore } = await import('./redis.ts')
  const { url, waitForReplicas } = redisAddress(address)
  const options = {
    ...clusterNodes(url),
    commandOptions: { timeout: queueMilliseconds },
    topologyRefreshOnReconnectionAttemptStrategy: refreshMilliseconds,
  }
  return renewedStore(async () => {
    const client = valid(() => createCluster(options))
    client.on('error', silent)
    await reached('Redis Cluster', client)
    return {
      store: redisStore(client, { waitForReplicas }),
      answers: () =>
        Promise.all(client.masters.map(async (node) => (await client.nodeClient(node)).ping())),
      close: () => client.close(),
      destroy: () => client.destroy(),
    }
  })
}

interface Connectable {
  connect(): Promise<unknown>
  destroy(): void
}

// The client would try for ever by itself.
async function reached(
  name: string,
  client: Connectable,
  ...signs: readonly Promise<never>[]
): Promise<void> {
  try {
    await inTime(Promise.race([client.connect(), ...signs]))
  } catch (cause) {
    client.destroy()
    const isRefused = cause instanceof Error && /WRONGPASS|NOAUTH|NOPERM/.test(cause.message)
    throw new CoatcheckError(
      isRefused ? 'ERR_STORE_SETUP' : 'ERR_STORE_UNAVAILABLE',
      isRefused
        ? `${name} refuses the login; check user and password in the address`
        : `${name} cannot be reached; check host and port in the address, and that it runs`,
      { cause },
    )
  }
}

/**
 * The clients of Redis that apps have, each connected to one server.
 *
 * @module
 */

import { Redis as Ioredis, Cluster as IoredisCluster } from 'ioredis'
import { Redis as Iovalkey, Cluster as IovalkeyCluster } from 'iovalkey'
import { createClient, createCluster } from 'redis'
import type { IoredisClient, RedisStoreClient } from '../../src/stores/redis.ts'
import { redisPassword } from '../servers/redis.ts'

/** A client that is connected. */
export interface ConnectedClient extends AsyncDisposable {
  /** The client. */
  readonly client: RedisStoreClient
}

/** How each package connects to a URL. */
export const connectors: Readonly<Record<string, (url: string) => Promise<ConnectedClient>>> = {
  redis: connectNodeRedis,
  ioredis: async (url) => ioredisLike(new Ioredis(url)),
  iovalkey: async (url) => ioredisLike(new Iovalkey(url)),
}

/** How each package connects to a cluster, by the URLs of its nodes. */
export const clusterConnectors: Readonly<
  Record<string, (urls: readonly string[]) => Promise<ConnectedClient>>
> = {
  redis: connectNodeRedisCluster,
  ioredis: async (urls) =>
    ioredisLike(new IoredisCluster([...urls], { redisOptions: { password: redisPassword } })),
  iovalkey: async (urls) =>
    ioredisLike(new IovalkeyCluster([...urls], { redisOptions: { password: redisPassword } })),
}

async function connectNodeRedisCluster(urls: readonly string[]): Promise<ConnectedClient> {
  const client = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    defaults: { password: redisPassword },
  })
  client.on('error', () => {})
  await client.connect()
  return { client, [Symbol.asyncDispose]: async () => client.destroy() }
}

/** Connects the package `redis`. */
export async function connectNodeRedis(url: string): Promise<ConnectedClient> {
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  return { client, [Symbol.asyncDispose]: async () => client.destroy() }
}

interface IoredisLike extends IoredisClient {
  on(event: 'error', listener: () => void): unknown
  disconnect(): void
}

function ioredisLike(client: IoredisLike): ConnectedClient {
  client.on('error', () => {})
  return { client, [Symbol.asyncDispose]: async () => client.disconnect() }
}

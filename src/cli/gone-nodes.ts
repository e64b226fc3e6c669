/**
 * Which nodes of a Redis Cluster are gone, as one that is there sees it.
 *
 * @module
 */

import { clusterNodes, redisAddress } from '../stores/redis-address.ts'

const patienceMilliseconds = 2_000

/**
 * Gives those that cannot be reached, for example `10.0.0.3:6379 (a primary)`; none also when no node
 * that is named in the address tells.
 *
 * @see https://redis.io/docs/latest/commands/cluster-nodes/
 */
export async function goneNodes(address: string): Promise<readonly string[]> {
  for (const { url } of clusterNodes(redisAddress(address).url).rootNodes) {
    const told = await clusterAsSeenBy(url)
    if (told !== undefined) return told.split('\n').flatMap(goneNode)
  }
  return []
}

async function clusterAsSeenBy(url: string): Promise<string | undefined> {
  const { createClient } = await import('redis')
  const socket = { reconnectStrategy: false, connectTimeout: patienceMilliseconds } as const
  const client = createClient({ url, socket, commandOptions: { timeout: patienceMilliseconds } })
  client.on('error', () => {})
  try {
    await client.connect()
    return String(await client.sendCommand(['CLUSTER', 'NODES']))
  } catch {
    return undefined
  } finally {
    if (client.isOpen) client.destroy()
  }
}

// line = id " " host ":" port "@" … " " flag *( "," flag ) 6( " " … ) " " link-state …
function goneNode(line: string): readonly string[] {
  const [, place = '', flags = '', , , , , link] = line.split(' ')
  const isGone = /\bfail|noaddr/.test(flags) || link === 'disconnected'
  const [hostAndPort = ''] = place.split('@')
  const role = flags.includes('master') ? 'a primary' : 'a replica'
  return isGone ? [`${hostAndPort} (${role})`] : []
}

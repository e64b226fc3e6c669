/**
 * A Redis Cluster of the test run: three masters and a replica of each, every one on a port of its
 * own, ended by the run.
 *
 * @module
 */

import { type RedisServer, redisPassword, startRedis, until } from './redis.ts'
import { sparePort } from './spare-port.ts'

/** A cluster that runs. */
export interface RedisCluster extends AsyncDisposable {
  /** The URLs of its nodes, with the password; the first three began as masters. */
  readonly urls: readonly string[]
  /** Its nodes in the same order. */
  readonly nodes: readonly RedisServer[]
  /** Moves a slot, with what is in it, to the master that is given by its place. */
  moveSlot(slot: number, master: number): Promise<void>
}

interface Node {
  readonly server: RedisServer
  readonly busPort: number
  readonly ask: RedisServer['ask']
}

const slotsPerMaster = [
  [0, 5_460],
  [5_461, 10_922],
  [10_923, 16_383],
] as const

/**
 * Starts a cluster without any data, and resolves when every node finds it in order.
 *
 * @param settings further lines of the configuration of every node
 */
export async function startRedisCluster(settings: readonly string[] = []): Promise<RedisCluster> {
  const nodes = await Promise.all(Array.from({ length: 6 }, () => startNode(settings)))
  const [first, ...others] = nodes
  if (first === undefined) throw new Error('a cluster has nodes')
  for (const [at, [from, to]] of slotsPerMaster.entries()) {
    await nodes[at]?.ask('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to))
    await nodes[at]?.ask('CLUSTER', 'SET-CONFIG-EPOCH', String(at + 1))
  }
  for (const { server, busPort } of others) {
    await first.ask('CLUSTER', 'MEET', '127.0.0.1', String(server.port), String(busPort))
  }
  await Promise.all(nodes.map((node) => until(node, ['CLUSTER', 'NODES'], isComplete)))
  for (const [at, replica] of nodes.slice(3).entries()) {
    await replica.ask('CLUSTER', 'REPLICATE', (await nodes[at]?.ask('CLUSTER', 'MYID')) ?? '')
  }
  await Promise.all(nodes.map((node) => until(node, ['CLUSTER', 'INFO'], isInOrder)))
  await Promise.all(nodes.slice(0, 3).map((node) => until(node, ['INFO', 'replication'], isCopied)))
  return {
    urls: nodes.map(({ server }) => server.url),
    nodes: nodes.map(({ server }) => server),
    moveSlot: (slot, master) => movedSlot(nodes, slot, master),
    async [Symbol.asyncDispose]() {
      await Promise.all(nodes.map(({ server }) => server[Symbol.asyncDispose]()))
    },
  }
}

async function startNode(settings: readonly string[]): Promise<Node> {
  const busPort = await sparePort()
  const server = await startRedis([
    ...['cluster-enabled yes', `cluster-port ${busPort}`, 'cluster-node-timeout 2000'],
    'cluster-allow-replica-migration no',
    ...settings,
  ])
  return { server, busPort, ask: server.ask }
}

async function movedSlot(nodes: readonly Node[], slot: number, to: number): Promise<void> {
  const ids = await Promise.all(nodes.slice(0, 3).map((node) => node.ask('CLUSTER', 'MYID')))
  const from = slotsPerMaster.findIndex(([first, last]) => slot >= first && slot <= last)
  const [source, target] = [nodes[from], nodes[to]]
  const [sourceId, targetId] = [ids[from], ids[to]]
  if (!(source && target && sourceId && targetId)) throw new Error('the cluster has no such node')
  await target.ask('CLUSTER', 'SETSLOT', String(slot), 'IMPORTING', sourceId)
  await source.ask('CLUSTER', 'SETSLOT', String(slot), 'MIGRATING', targetId)
  const keys = (await source.ask('CLUSTER', 'GETKEYSINSLOT', String(slot), '1000')).split(',')
  const port = String(target.server.port)
  for (const key of keys.filter((name) => name !== '')) {
    await source.ask('MIGRATE', '127.0.0.1', port, key, '0', '5000', 'AUTH', redisPassword)
  }
  for (const node of [target, source]) {
    await node.ask('CLUSTER', 'SETSLOT', String(slot), 'NODE', targetId)
  }
}

function isComplete(nodes: string): boolean {
  const lines = nodes.trim().split('\n')
  return lines.length === 6 && !/handshake|fail/.test(nodes)
}

function isInOrder(info: string): boolean {
  return info.includes('cluster_state:ok') && info.includes('cluster_slots_ok:16384')
}

function isCopied(info: string): boolean {
  return /slave0:.*state=online/.test(info)
}

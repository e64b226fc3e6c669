/**
 * A master and a replica of the test run, watched by a Sentinel that makes the replica the master
 * when the master is gone, ended by the run.
 *
 * @module
 */

import {
  type RedisServer,
  redisPassword,
  startRedis,
  startRedisProgram,
  startRedisReplica,
  until,
} from './redis.ts'

/** The servers. */
export interface WatchedRedis extends AsyncDisposable {
  /** The server that began as the master. */
  readonly master: RedisServer
  /** The port of the Sentinel on 127.0.0.1. */
  readonly sentinelPort: number
}

/** The name by which the Sentinel knows the master. */
export const watchedName = 'coatcheck'

/** Starts the servers without any data, and resolves when the Sentinel knows the replica. */
export async function startWatchedRedis(): Promise<WatchedRedis> {
  const master = await startRedis()
  const replica = await startRedisReplica(master)
  const sentinel = await startRedisProgram(
    ['--sentinel'],
    [
      `requirepass ${redisPassword}`,
      `sentinel monitor ${watchedName} 127.0.0.1 ${master.port} 1`,
      `sentinel auth-pass ${watchedName} ${redisPassword}`,
      `sentinel down-after-milliseconds ${watchedName} 1000`,
      `sentinel failover-timeout ${watchedName} 5000`,
    ],
  )
  const servers = [sentinel, replica, master]
  await until(sentinel, ['INFO', 'sentinel'], (info) => info.includes('slaves=1'))
  return {
    master,
    sentinelPort: sentinel.port,
    async [Symbol.asyncDispose]() {
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()))
    },
  }
}

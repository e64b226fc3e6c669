/**
 * A store from an address, for the command, the example shop and apps configured by environment.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { OpenedStore } from './open-client.ts'
import { openRedis, openRedisCluster } from './open-redis.ts'
import { openMysql, openPostgres } from './open-sql.ts'

export type { OpenedStore } from './open-client.ts'

type Opener = (address: string) => Promise<OpenedStore>

const openers: Readonly<Record<string, Opener>> = {
  memory: openMemory,
  sqlite: openSqlite,
  redis: openRedis,
  rediss: openRedis,
  'redis-cluster': openRedisCluster,
  postgres: openPostgres,
  postgresql: openPostgres,
  mysql: openMysql,
}

/**
 * Opens the store at an address, with the client package that the app has installed.
 *
 * | address | package |
 * |---|---|
 * | `memory:` | none |
 * | `sqlite:./sessions.db` | none where Node has `node:sqlite`, else `libsql` |
 * | `redis://…`, `rediss://…`, `redis-cluster://host:port,host:port` | `redis` |
 * | `postgres://…` | `pg` |
 * | `mysql://…` | `mysql2` |
 *
 * Tables are made when they are missing. A Redis address may end with `?waitForReplicas=1`, as the
 * option of `redisStore`. A server that is away, or does not answer, makes verbs fail with
 * `ERR_STORE_UNAVAILABLE` within 5 seconds (10 where a connection has to be made first), and they
 * work again when it is back.
 *
 * @throws {CoatcheckError} `ERR_STORE_SETUP` when the address is none of these, or the package is
 * missing; `ERR_STORE_UNAVAILABLE` when the server cannot be reached
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { openStore } from 'coatcheck/stores/open'
 *
 * const { store } = await openStore(process.env.SESSION_STORE ?? 'memory:')
 * const sessions = createSessions({ ...optionsFromEnv(), store })
 */
export async function openStore(address: string): Promise<OpenedStore> {
  const [, scheme = ''] = /^([a-z-]+):/.exec(address) ?? []
  const opener = Object.hasOwn(openers, scheme) ? openers[scheme] : undefined
  if (opener !== undefined) return opener(address)
  // Only the scheme is quoted: an address may hold a password.
  throw new CoatcheckError(
    'ERR_STORE_SETUP',
    `${scheme === '' ? 'the address has no scheme' : `there is no store for '${scheme}:'`}; give one ` +
      `of ${Object.keys(openers).join(':, ')}:`,
  )
}

async function openMemory(): Promise<OpenedStore> {
  const { memoryStore } = await import('./memory.ts')
  return { store: memoryStore(), close: async () => {} }
}

async function openSqlite(address: string): Promise<OpenedStore> {
  const { sqliteStore } = await import('./sqlite.ts')
  const store = sqliteStore(address.slice('sqlite:'.length))
  return { store, close: async () => store.close() }
}

/**
 * A store from an address, for the command, the example shop and apps configured by environment.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Store } from '../store.ts'

/** A store with the connection it was opened with. */
export interface OpenedStore {
  /** The store. */
  readonly store: Store
  /** Closes the connection. */
  close(): Promise<void>
}

// How long a server may take to answer, and a query to get a connection.
const connectMilliseconds = 5_000

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
 * Tables are made when they are missing.
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

async function openRedis(url: string): Promise<OpenedStore> {
  const { createClient } = await installed('redis', () => import('redis'))
  const { redisStore } = await import('./redis.ts')
  const client = valid(() => createClient({ url }))
  const broken = new Promise<never>((_resolve, reject) => client.on('error', reject))
  broken.catch(silent)
  await reached('Redis', client, broken)
  return { store: redisStore(client), close: () => client.close() }
}

async function openRedisCluster(address: string): Promise<OpenedStore> {
  const { createCluster } = await installed('redis', () => import('redis'))
  const { redisStore } = await import('./redis.ts')
  const [account, hosts = account] = splitLast(address.slice('redis-cluster://'.length), '@')
  const login = hosts === account ? '' : `${account}@`
  const rootNodes = (hosts ?? '').split(',').map((host) => ({ url: `redis://${login}${host}` }))
  const client = valid(() => createCluster({ rootNodes, defaults: loginOf(rootNodes[0]?.url) }))
  client.on('error', silent)
  await reached('Redis Cluster', client)
  return { store: redisStore(client), close: () => client.close() }
}

async function openPostgres(connectionString: string): Promise<OpenedStore> {
  const { default: pg } = await installed('pg', () => import('pg'))
  const { postgresStore } = await import('./postgres.ts')
  const pool = valid(
    () => new pg.Pool({ connectionString, connectionTimeoutMillis: connectMilliseconds }),
  )
  // An idle connection that breaks would end the process; the next query says what is wrong.
  pool.on('error', silent)
  return { store: postgresStore(pool, { createTable: true }), close: () => pool.end() }
}

async function openMysql(uri: string): Promise<OpenedStore> {
  const { createPool } = await installed('mysql2', () => import('mysql2/promise'))
  const { mysqlStore } = await import('./mysql.ts')
  const pool = valid(() => createPool({ uri }))
  return { store: mysqlStore(pool, { createTable: true }), close: () => pool.end() }
}

// Clients report a broken connection here as well as to whoever asked; the latter is enough.
function silent(): void {}

async function installed<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new CoatcheckError(
      'ERR_STORE_SETUP',
      `this store needs the package ${name}, which cannot be loaded; npm install ${name}`,
      { cause },
    )
  }
}

function valid<T>(make: () => T): T {
  try {
    return make()
  } catch {
    // Without its cause, which may quote the address with its password.
    throw new CoatcheckError(
      'ERR_STORE_SETUP',
      'the address of the store cannot be read; give scheme://user:password@host:port/name',
    )
  }
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
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer')), connectMilliseconds)
  })
  try {
    await Promise.race([client.connect(), late, ...signs])
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
  } finally {
    clearTimeout(timer)
  }
}

function splitLast(text: string, separator: string): readonly [string, string?] {
  const at = text.lastIndexOf(separator)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)]
}

function loginOf(url = ''): { username?: string; password?: string } {
  if (!URL.canParse(url)) return {}
  const { username, password } = new URL(url)
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  }
}

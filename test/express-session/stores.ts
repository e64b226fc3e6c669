/**
 * Where sessions are kept in the tests of Passport: connect-style stores of others, and Coatcheck's.
 *
 * @module
 */

import type { Store } from 'coatcheck'
import { type ConnectStore, MemoryStore, session } from 'coatcheck/express-session'
import { memoryStore } from 'coatcheck/stores/memory'
import { postgresStore } from 'coatcheck/stores/postgres'
import { redisStore } from 'coatcheck/stores/redis'
import pg from 'pg'
import { createClient } from 'redis'
import { startPostgres } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'
import { load, loadModule } from './packages.ts'

/** A store, and how it is ended. */
export interface Kept extends AsyncDisposable {
  readonly store: ConnectStore | Store
  /** Another one on the same rows, made for express-session itself. */
  other?(): ConnectStore
}

/** A store that can be started. */
export interface Keeping {
  readonly name: string
  readonly kind: 'connect' | 'coatcheck'
  start(): Promise<Kept>
}

type StoreClass = new (options: object) => ConnectStore

/** The stores. */
export const keepings: readonly Keeping[] = [
  { name: 'MemoryStore', kind: 'connect', start: async () => inMemory(new MemoryStore()) },
  {
    name: 'memorystore',
    kind: 'connect',
    async start() {
      const make = load<(factory: object) => StoreClass>('memorystore')
      return inMemory(new (make(session))({}))
    },
  },
  { name: 'connect-redis', kind: 'connect', start: () => onRedis('connect') },
  { name: 'connect-pg-simple', kind: 'connect', start: () => onPostgres('connect') },
  {
    name: "Coatcheck's memory store",
    kind: 'coatcheck',
    start: async () => inMemory(memoryStore()),
  },
  { name: "Coatcheck's Redis store", kind: 'coatcheck', start: () => onRedis('coatcheck') },
  { name: "Coatcheck's PostgreSQL store", kind: 'coatcheck', start: () => onPostgres('coatcheck') },
]

function inMemory(store: Kept['store']): Kept {
  return { store, [Symbol.asyncDispose]: async () => {} }
}

async function onRedis(kind: Keeping['kind']): Promise<Kept> {
  const server = await startRedis()
  const client = createClient({ url: server.url })
  client.on('error', () => {})
  await client.connect()
  const { RedisStore } = await loadModule<{ readonly RedisStore: StoreClass }>(
    'connect-redis/dist/connect-redis.js',
  )
  const connect = (): ConnectStore => new RedisStore({ client })
  return {
    store: kind === 'connect' ? connect() : redisStore(client),
    other: connect,
    async [Symbol.asyncDispose]() {
      client.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

async function onPostgres(kind: Keeping['kind']): Promise<Kept> {
  const server = await startPostgres()
  const pool = new pg.Pool({ connectionString: server.url() })
  pool.on('error', () => {})
  const make = load<(factory: object) => StoreClass>('connect-pg-simple')
  const connect = (factory: object): ConnectStore =>
    new (make(factory))({ pool, createTableIfMissing: true, pruneSessionInterval: false })
  return {
    store: kind === 'connect' ? connect(session) : postgresStore(pool, { createTable: true }),
    other: () => connect(load<object>('express-session')),
    async [Symbol.asyncDispose]() {
      await pool.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

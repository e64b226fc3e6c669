/**
 * A store in a namespace of its own beside the app's: another table, or keys of another prefix, gone
 * when it is closed. Nothing of the app's is read or written.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import type { Store } from '../store.ts'
import { openStore } from '../stores/open.ts'
import { WrongUse } from './wrong-use.ts'

/** A store to try things on. */
export interface ScratchStore {
  /** The store, empty. */
  readonly store: Store
  /** What it is called: the table, or how its keys begin. */
  readonly name: string
  /** Whether the server expires entries by itself. */
  readonly expiresByItself: boolean
  /** What the servers drop when their memory is full, where they drop anything. */
  evictionPolicies(): Promise<readonly string[]>
  /** Removes it, and closes the connection. */
  remove(): Promise<void>
}

/**
 * Makes a scratch store at an address.
 *
 * @throws {CoatcheckError} `ERR_STORE_SETUP`, `ERR_STORE_UNAVAILABLE`
 */
export async function scratchStore(address: string): Promise<ScratchStore> {
  const [, scheme = ''] = /^([a-z-]+):/.exec(address) ?? []
  const name = `coatcheck_doctor_${randomBytes(6).toString('hex')}`
  switch (scheme) {
    case 'sqlite':
      return sqliteScratch(address, name)
    case 'postgres':
    case 'postgresql':
      return postgresScratch(address, name)
    case 'mysql':
      return mysqlScratch(address, name)
    case 'redis':
    case 'rediss':
      return redisScratch(address, `${name}:`)
    case 'memory': {
      const { store, close } = await openStore(address)
      return { ...plainScratch(name), store, remove: close }
    }
    default:
      throw new WrongUse(
        'doctor knows sqlite:, redis:, rediss:, postgres:, mysql: and memory: addresses; of a ' +
          'cluster it can try one node alone, by its redis: address',
      )
  }
}

function plainScratch(name: string): Omit<ScratchStore, 'store' | 'remove'> {
  return { name, expiresByItself: false, evictionPolicies: async () => [] }
}

async function sqliteScratch(address: string, table: string): Promise<ScratchStore> {
  const [{ sqliteStore }, { sqliteDriver }] = await Promise.all([
    import('../stores/sqlite.ts'),
    import('../stores/sqlite-database.ts'),
  ])
  const path = address.slice('sqlite:'.length)
  const store = sqliteStore(path, { table })
  return {
    ...plainScratch(table),
    store,
    async remove() {
      store.close()
      const database = sqliteDriver()(path)
      try {
        database.exec('PRAGMA busy_timeout = 5000')
        database.exec(`DROP TABLE IF EXISTS ${table}`)
      } finally {
        database.close()
      }
    },
  }
}

async function postgresScratch(connectionString: string, table: string): Promise<ScratchStore> {
  await reach(connectionString)
  const [{ default: pg }, { postgresStore }] = await Promise.all([
    import('pg'),
    import('../stores/postgres.ts'),
  ])
  const pool = new pg.Pool({ connectionString })
  pool.on('error', () => {})
  return {
    ...plainScratch(table),
    store: postgresStore(pool, { table, createTable: true }),
    async remove() {
      await pool.query(`DROP TABLE IF EXISTS ${table}`)
      await pool.end()
    },
  }
}

async function mysqlScratch(uri: string, table: string): Promise<ScratchStore> {
  await reach(uri)
  const [{ createPool }, { mysqlStore }] = await Promise.all([
    import('mysql2/promise'),
    import('../stores/mysql.ts'),
  ])
  const pool = createPool({ uri })
  return {
    ...plainScratch(table),
    store: mysqlStore(pool, { table, createTable: true }),
    async remove() {
      await pool.query(`DROP TABLE IF EXISTS ${table}`)
      await pool.end()
    },
  }
}

async function redisScratch(url: string, prefix: string): Promise<ScratchStore> {
  await reach(url)
  const [{ createClient }, { redisStore }] = await Promise.all([
    import('redis'),
    import('../stores/redis.ts'),
  ])
  const client = createClient({ url })
  client.on('error', () => {})
  await client.connect()
  return {
    name: prefix,
    store: redisStore(client, { prefix }),
    expiresByItself: true,
    async evictionPolicies() {
      // CONFIG is often forbidden where somebody else runs the server; INFO says it too.
      const [, policy] = /^maxmemory_policy:(\S+)/m.exec(await client.info('memory')) ?? []
      return policy === undefined || policy === 'noeviction' ? [] : [policy]
    },
    async remove() {
      for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 500 })) {
        if (keys.length > 0) await client.unlink(keys)
      }
      await client.close()
    },
  }
}

// For its errors, which say what to mend; it opens nothing that stays.
async function reach(address: string): Promise<void> {
  const { close } = await openStore(address)
  await close()
}

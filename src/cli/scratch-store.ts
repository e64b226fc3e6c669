/**
 * A store in a namespace of its own beside the app's: another table, or keys of another prefix, gone
 * when it is closed. Nothing of the app's is read or written.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { CoatcheckError } from '../errors.ts'
import { type OpenedStore, openStore } from '../stores/open.ts'
import { goneNodes } from './gone-nodes.ts'
import type { ScratchStore } from './scratch.ts'
import { redisClusterScratch, redisScratch } from './scratch-redis.ts'
import { WrongUse } from './wrong-use.ts'

const servers = ['postgres', 'postgresql', 'mysql', 'redis', 'rediss', 'redis-cluster']

/**
 * Makes a scratch store at an address.
 *
 * @throws {CoatcheckError} `ERR_STORE_SETUP`, `ERR_STORE_UNAVAILABLE`
 */
export async function scratchStore(address: string): Promise<ScratchStore> {
  const [, scheme = ''] = /^([a-z-]+):/.exec(address) ?? []
  const name = `coatcheck_doctor_${randomBytes(6).toString('hex')}`
  // For the errors of opening, which say what to mend; nothing stays open.
  if (servers.includes(scheme)) await (await openedAt(address, scheme)).close()
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
    case 'redis-cluster':
      return redisClusterScratch(address, `${name}:`)
    case 'memory': {
      const { store, close } = await openStore(address)
      return { ...plainScratch(name), store, remove: close }
    }
    default:
      throw new WrongUse(
        'doctor knows sqlite:, redis:, rediss:, redis-cluster:, postgres:, mysql: and memory: addresses',
      )
  }
}

async function openedAt(address: string, scheme: string): Promise<OpenedStore> {
  try {
    return await openStore(address)
  } catch (error) {
    const isAway = error instanceof CoatcheckError && error.code === 'ERR_STORE_UNAVAILABLE'
    const gone = isAway && scheme === 'redis-cluster' ? await goneNodes(address) : []
    if (gone.length === 0) throw error
    throw new CoatcheckError(
      'ERR_STORE_UNAVAILABLE',
      `the cluster has lost ${gone.join(', ')}; start it again, or let a replica take its place`,
      { cause: error },
    )
  }
}

function plainScratch(name: string): Omit<ScratchStore, 'store' | 'remove'> {
  return { name, expiresByItself: false, serverRules: [] }
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

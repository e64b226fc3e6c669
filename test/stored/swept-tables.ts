/**
 * The tables that have to be swept, on every engine that has such: filled by hand, and swept by stores
 * that tell how much each of their statements removed.
 *
 * @module
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mysqlStore } from 'coatcheck/stores/mysql'
import { postgresStore } from 'coatcheck/stores/postgres'
import { sqliteStore } from 'coatcheck/stores/sqlite'
import { createConnection, createPool, type ResultSetHeader } from 'mysql2/promise'
import pg from 'pg'
import type { Store } from '../../src/store.ts'
import { sqliteDriver } from '../../src/stores/sqlite-database.ts'
import { PostgresPool } from '../clients/postgres-pool.ts'
import { mariadb, type Requirement } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'

/** Hears of each statement that sweeps how many rows it removed. */
export type OnSweep = (removed: number) => void

/** A table on an engine that runs. */
export interface SweptTable {
  /** Its address, as `openStore` takes it. */
  readonly address: string
  /** Makes a store on it with a connection of its own, as another process would have. */
  store(onSweep?: OnSweep): Store
  /** Puts in so many entries that were over at 1,000, under keys that begin with a name. */
  fill(rows: number, name: string): Promise<void>
  /** Tells how many rows there are. */
  count(): Promise<number>
  /** Acts in a transaction that stays open until what this gives ends it. */
  hold?(
    act: (store: Store) => Promise<unknown>,
  ): Promise<(end: 'COMMIT' | 'ROLLBACK') => Promise<void>>
  /** Ends connections and engine. */
  stop(): Promise<void>
}

/** An engine with such a table. */
export interface SweptEngine {
  /** What it is called. */
  readonly name: string
  /** Whether several connections write at a time: then its table has `hold`. */
  readonly locksRows: boolean
  /** The program it needs, if it is none of npm's. */
  readonly needs?: Requirement
  /** Starts it. */
  start(): Promise<SweptTable>
}

/** The engines. */
export const sweptEngines: readonly SweptEngine[] = [
  { name: 'SQLite', locksRows: false, start: startSqlite },
  { name: 'PostgreSQL', locksRows: true, start: startPostgresTable },
  { name: 'MariaDB', locksRows: true, needs: mariadb, start: startMariadbTable },
]

const insert = 'INSERT INTO coatcheck_sessions'
const countAll = 'SELECT count(*) AS count FROM coatcheck_sessions'

async function startSqlite(): Promise<SweptTable> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-swept-'))
  const path = join(folder, 'sessions.db')
  // Two SQLite libraries in one process would not see each other's locks.
  const open = sqliteDriver()
  const admin = open(path)
  const databases = [admin]
  admin.exec('PRAGMA journal_mode = WAL; PRAGMA busy_timeout = 10000')
  await sqliteStore(admin).load('a', 0)
  return {
    address: `sqlite:${path}`,
    store(onSweep = () => {}) {
      const database = open(path)
      databases.push(database)
      return sqliteStore({
        exec: (sql) => database.exec(sql),
        prepare(sql) {
          const statement = database.prepare(sql)
          if (!sql.startsWith('DELETE')) return statement
          return {
            all: (...values) => statement.all(...values),
            run(...values) {
              const result = statement.run(...values)
              onSweep(Number(result.changes))
              return result
            },
          }
        },
      })
    },
    async fill(rows, name) {
      admin.exec(`${insert} (key, version, touched_at, expires_at, value)
        WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${rows})
        SELECT '${name}' || n, 1, 0, 1 + n % 1000, x'01' FROM n`)
    },
    async count() {
      const [row] = admin.prepare(countAll).all()
      return Number(Reflect.get(Object(row), 'count'))
    },
    async stop() {
      for (const database of databases) database.close()
      rmSync(folder, { recursive: true })
    },
  }
}

async function startPostgresTable(): Promise<SweptTable> {
  const server = await startPostgres()
  const admin = new PostgresPool({ connectionString: server.url() })
  admin.on('error', () => {})
  const pools = [admin]
  await postgresStore(admin, { createTable: true }).load('a', 0)
  return {
    address: server.url(),
    store(onSweep = () => {}) {
      const pool = new PostgresPool({ connectionString: server.url() })
      pool.on('error', () => {})
      pools.push(pool)
      return postgresStore({
        async query(text, values) {
          const result = await pool.query(text, values)
          if (text.startsWith('DELETE')) onSweep(result.rowCount ?? 0)
          return result
        },
      })
    },
    async fill(rows, name) {
      await admin.query(`${insert} (key, version, touched_at, expires_at, value)
        SELECT '${name}' || n, 1, 0, 1 + n % 1000, '\\x01' FROM generate_series(1, ${rows}) AS n`)
    },
    count: async () => Number((await admin.query(countAll)).rows[0].count),
    async hold(act) {
      const client = new pg.Client(server.url())
      await client.connect()
      await client.query('BEGIN')
      await act(postgresStore(client))
      return async (end) => {
        await client.query(end)
        await client.end()
      }
    },
    async stop() {
      for (const pool of pools) await pool.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

async function startMariadbTable(): Promise<SweptTable> {
  const server = await startMariadb()
  const admin = createPool({ uri: server.url() })
  const pools = [admin]
  await mysqlStore(admin, { createTable: true }).load('a', 0)
  return {
    address: server.url(),
    store(onSweep = () => {}) {
      const pool = createPool({ uri: server.url() })
      pools.push(pool)
      return mysqlStore({
        async execute(statement) {
          const [found] = await pool.execute(statement)
          // What a DELETE gives is how many rows it found.
          if (statement.sql.startsWith('DELETE')) onSweep((found as ResultSetHeader).affectedRows)
          return [found]
        },
      })
    },
    async fill(rows, name) {
      await admin.query(`${insert} (\`key\`, version, touched_at, expires_at, \`value\`)
        SELECT CONCAT('${name}', seq), 1, 0, 1 + seq % 1000, x'01' FROM seq_1_to_${rows}`)
    },
    async count() {
      const [rows] = await admin.query({ sql: countAll, rowsAsArray: true })
      return Number(String(rows))
    },
    async hold(act) {
      const connection = await createConnection(server.url())
      await connection.query('START TRANSACTION')
      await act(mysqlStore(connection))
      return async (end) => {
        await connection.query(end)
        await connection.end()
      }
    },
    async stop() {
      for (const pool of pools) await pool.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

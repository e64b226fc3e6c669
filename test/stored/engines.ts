/**
 * Every engine with a server or a file of its own, and everything that is in it.
 *
 * @module
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPool } from 'mysql2/promise'
import pg from 'pg'
import { createClient } from 'redis'
import { mariadb, type Requirement, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { redisPassword, startRedis } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'

/** An engine that runs. */
export interface RunningEngine {
  /** Its address, as `openStore` takes it. */
  readonly address: string
  /** Gives every byte it keeps; absent where nobody but the process itself gets hold of them. */
  dump?(): Promise<Buffer>
  /** Ends it. */
  stop(): Promise<void>
}

/** An engine that can be started. */
export interface Engine {
  /** What it is called. */
  readonly name: string
  /** The program it needs, if it is none of npm's. */
  readonly needs?: Requirement
  /** Starts it. */
  start(): Promise<RunningEngine>
}

/** The engines. */
export const engines: readonly Engine[] = [
  { name: 'memory', start: async () => ({ address: 'memory:', stop: async () => {} }) },
  { name: 'SQLite', start: startFile },
  { name: 'Redis', needs: redisServer, start: startKeys },
  { name: 'Redis Cluster', needs: redisServer, start: startCluster },
  { name: 'PostgreSQL', start: startPostgresTable },
  { name: 'MariaDB', needs: mariadb, start: startMariadbTable },
]

async function startFile(): Promise<RunningEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-engine-'))
  return {
    address: `sqlite:${join(folder, 'sessions.db')}`,
    // The write-ahead log lies beside the file.
    dump: async () =>
      Buffer.concat(readdirSync(folder).map((name) => readFileSync(join(folder, name)))),
    stop: async () => rmSync(folder, { recursive: true }),
  }
}

async function startKeys(): Promise<RunningEngine> {
  const server = await startRedis()
  return {
    address: server.url,
    dump: () => keysAt(server.url),
    stop: () => server[Symbol.asyncDispose]() as Promise<void>,
  }
}

async function startCluster(): Promise<RunningEngine> {
  const cluster = await startRedisCluster()
  const hosts = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')
  return {
    address: `redis-cluster://:${redisPassword}@${hosts}`,
    // The first three are masters, and hold everything.
    dump: async () => Buffer.concat(await Promise.all(cluster.urls.slice(0, 3).map(keysAt))),
    stop: () => cluster[Symbol.asyncDispose]() as Promise<void>,
  }
}

async function keysAt(url: string): Promise<Buffer> {
  const client = createClient({ url })
  await client.connect()
  // Else what could be compressed would be, and could not be found.
  await client.configSet('rdbcompression', 'no')
  const keys = await client.keys('*')
  const texts = client.withTypeMapping({ 36: Buffer })
  const values = await Promise.all(
    keys.map(async (key) => Buffer.from((await texts.dump(key)) ?? '')),
  )
  await client.close()
  return Buffer.concat([Buffer.from(keys.join('\n')), ...values])
}

async function startPostgresTable(): Promise<RunningEngine> {
  const server = await startPostgres()
  return {
    address: server.url(),
    async dump() {
      const client = new pg.Client({ connectionString: server.url() })
      await client.connect()
      const { rows } = await client.query('SELECT * FROM coatcheck_sessions')
      await client.end()
      return bytesOf(rows)
    },
    stop: () => server[Symbol.asyncDispose]() as Promise<void>,
  }
}

async function startMariadbTable(): Promise<RunningEngine> {
  const server = await startMariadb()
  return {
    address: server.url(),
    async dump() {
      const pool = createPool({ uri: server.url() })
      const [rows] = await pool.query('SELECT * FROM coatcheck_sessions')
      await pool.end()
      return bytesOf(rows)
    },
    stop: () => server[Symbol.asyncDispose]() as Promise<void>,
  }
}

function bytesOf(rows: unknown): Buffer {
  const cells = Array.isArray(rows) ? rows.flatMap((row: object) => Object.values(row)) : []
  return Buffer.concat(
    cells.map((cell: unknown) => (cell instanceof Uint8Array ? cell : Buffer.from(String(cell)))),
  )
}

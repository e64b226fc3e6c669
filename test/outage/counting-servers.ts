/**
 * Servers that count by themselves what they are asked.
 *
 * @module
 */

import { randomUUID } from 'node:crypto'
import { createConnection } from 'mysql2/promise'
import pg from 'pg'
import { createClient } from 'redis'
import { mariadb, type Requirement, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'

/** A server that counts. */
export interface CountingServer extends AsyncDisposable {
  /** Its address, as `openStore` takes it. */
  readonly address: string
  /** Gives how many commands it was sent since this was last asked. */
  take(): Promise<number>
}

/** A server that can be started. */
export interface CountedEngine {
  /** What it is called. */
  readonly name: string
  /** The program it needs, if it is none of npm's. */
  readonly needs?: Requirement
  /** Starts it. */
  start(): Promise<CountingServer>
}

/** The servers. */
export const countedEngines: readonly CountedEngine[] = [
  { name: 'Redis', needs: redisServer, start: startCountingRedis },
  { name: 'PostgreSQL', start: startCountingPostgres },
  { name: 'MariaDB', needs: mariadb, start: startCountingMariadb },
]

// What a client says about itself when it connects, and the marks of this counter.
const greetings = /^\S+ \[[^\]]*\] "(hello|client|select|monitor|echo)"/i

/** Counts by `MONITOR`: whatever is sent, without what scripts do inside the server. */
async function startCountingRedis(): Promise<CountingServer> {
  const server = await startRedis()
  let lines: string[] = []
  let told: () => void = () => {}
  const client = createClient({ url: server.url })
  await client.connect()
  await client.monitor((line) => {
    lines.push(String(line))
    told()
  })
  return {
    address: server.url,
    async take() {
      const mark = randomUUID()
      const isMarked = new Promise<void>((resolve) => {
        told = () => {
          if (lines.at(-1)?.includes(mark)) resolve()
        }
      })
      await server.ask('ECHO', mark)
      await isMarked
      const sent = lines.filter((line) => !(greetings.test(line) || / \[\d+ lua\] /.test(line)))
      lines = []
      return sent.length
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** Counts by `pg_stat_statements`. */
async function startCountingPostgres(): Promise<CountingServer> {
  const server = await startPostgres(['shared_preload_libraries=pg_stat_statements'])
  const client = new pg.Client(server.url())
  await client.connect()
  await client.query('CREATE EXTENSION pg_stat_statements')
  return {
    address: server.url(),
    async take() {
      const { rows } = await client.query(
        `SELECT coalesce(sum(calls), 0)::integer AS calls FROM pg_stat_statements
          WHERE query NOT LIKE '%pg_stat_statements%'`,
      )
      await client.query('SELECT pg_stat_statements_reset()')
      return Number(rows[0]?.calls)
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

/**
 * Counts by the general log: what was executed, prepared or not. A connection prepares each statement
 * once, before it first executes it.
 */
async function startCountingMariadb(): Promise<CountingServer> {
  const server = await startMariadb()
  const client = await createConnection(server.url())
  await client.query(`SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1`)
  return {
    address: server.url(),
    async take() {
      const [rows] = await client.query(
        `SELECT count(*) AS calls FROM mysql.general_log
          WHERE command_type IN ('Execute', 'Query') AND thread_id <> CONNECTION_ID()`,
      )
      await client.query('TRUNCATE TABLE mysql.general_log')
      // A row of a count has that count.
      return Number((rows as { calls: number }[])[0]?.calls)
    },
    async [Symbol.asyncDispose]() {
      await client.end()
      await server[Symbol.asyncDispose]()
    },
  }
}

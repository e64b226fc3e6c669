/**
 * A store in PostgreSQL, MariaDB or MySQL from an address, through the packages `pg` and `mysql2`,
 * told to give up on a server that does not answer: by themselves they would wait for ever.
 *
 * @module
 */

import type { MysqlClient, MysqlStatement } from './mysql.ts'
import {
  installed,
  inTime,
  LateAnswer,
  type OpenedStore,
  patienceMilliseconds,
  silent,
  valid,
} from './open-client.ts'

// Statements that may wait for a connection of mysql2, those that have given up waiting included.
const mostWaiting = 10_000

/** Opens the store in PostgreSQL. */
export async function openPostgres(connectionString: string): Promise<OpenedStore> {
  const { default: pg } = await installed('pg', () => import('pg'))
  const { postgresStore } = await import('./postgres.ts')
  const pool = valid(
    () =>
      new pg.Pool({
        connectionString,
        connectionTimeoutMillis: patienceMilliseconds,
        // A connection that was too late is closed by the pool.
        query_timeout: patienceMilliseconds,
        keepAlive: true,
      }),
  )
  // An idle connection that breaks would end the process; the next query says what is wrong.
  pool.on('error', silent)
  return { store: postgresStore(pool, { createTable: true }), close: () => pool.end() }
}

/** Opens the store in MariaDB or MySQL. */
export async function openMysql(uri: string): Promise<OpenedStore> {
  const { createPool } = await installed('mysql2', () => import('mysql2/promise'))
  const { mysqlStore } = await import('./mysql.ts')
  const pool = valid(() =>
    createPool({ uri, connectTimeout: patienceMilliseconds, queueLimit: mostWaiting }),
  )
  return { store: mysqlStore(timely(pool), { createTable: true }), close: () => pool.end() }
}

interface MysqlConnection extends MysqlClient {
  release(): void
  destroy(): void
}

// The package's own `timeout` of a statement leaves its connection taken until the server answers.
function timely(pool: { getConnection(): Promise<MysqlConnection> }): MysqlClient {
  return {
    async execute(statement: MysqlStatement) {
      const connection = await inTime(pool.getConnection(), (late) => late.release())
      try {
        const answer = await inTime(connection.execute(statement))
        connection.release()
        return answer
      } catch (error) {
        if (error instanceof LateAnswer) connection.destroy()
        else connection.release()
        throw error
      }
    },
  }
}

/**
 * A store in PostgreSQL: one table, and one statement a verb.
 *
 * Entries, tombstones and marks (stamps of subjects, the epoch) are rows of the one table. An entry
 * has a `value`; a tombstone has none, and is over after its hour like any row; a mark has
 * `stamped_at`, and a key that begins with a colon, as no entry's does.
 *
 * @module
 */

import type { Store } from '../store.ts'
import { type PgClient, type PostgresJsClient, runOn } from './postgres-client.ts'
import { isPostgresConflict, postgresMend } from './postgres-failure.ts'
import { postgresStatements } from './postgres-statements.ts'
import { preparePostgres } from './postgres-table.ts'
import { attempts } from './sql-attempt.ts'
import { epochKey, stampKey } from './sql-mark.ts'
import { entryOf, epochOf, notBeforeOf, pageOf, wholeOf } from './sql-row.ts'
import { sweepTable } from './sql-sweep.ts'
import { defaultTable, tableNameOf } from './sql-table.ts'

export type { PgClient, PostgresJsClient, PostgresValue } from './postgres-client.ts'
export { postgresSchema } from './postgres-table.ts'

/** How a PostgreSQL store is made. */
export interface PostgresStoreOptions {
  /**
   * The table, `name` or `schema.name`, each of up to 48 letters, digits and underscores (default
   * `'coatcheck_sessions'`).
   */
  table?: string | undefined
  /**
   * Whether a table that is missing is made on first use (default `false`); any number of processes
   * may do so at once. The user then needs the right to create tables.
   */
  createTable?: boolean | undefined
}

// One statement removes as many at most: a change that comes meanwhile waits for no more.
const sweepBatch = 250

/**
 * Makes a store in PostgreSQL 13 or newer, on a client of the app: a `Pool` or connected `Client` of
 * `pg`, or the `sql` of `postgres`. A `Client` runs one statement at a time: it does for scripts.
 *
 * A verb is one statement, which commits by itself and is not prepared by name, so a pooler such as
 * PgBouncer may work in transaction mode, and no client needs an option for that. But give `postgres`
 * the option `fetch_types: false` there: without it this client ends the process when its own first
 * query fails because the server behind the pooler is away. The first verb of a process also looks
 * whether the server and the table will do. Connect to the primary server, never to a replica.
 *
 * Call `sweep` now and then: the server removes nothing by itself. It goes by small batches, which
 * pass by rows that somebody holds, and works a third of the time at most.
 *
 * Verbs reject with `ERR_STORE_SETUP` for what somebody has to mend (a missing table or one of another
 * shape, a wrong password, database or host name, a replica, a server that is too old), and else with
 * `ERR_STORE_UNAVAILABLE`.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when `client` is none, or `table` is no name of a table
 * @example
 * ```ts
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { postgresStore } from 'coatcheck/stores/postgres'
 * import { Pool } from 'pg'
 *
 * const pool = new Pool({ connectionString: process.env.DATABASE_URL })
 * pool.on('error', console.error) // or a connection that breaks while idle ends the process
 * const store = postgresStore(pool, { createTable: true })
 * const sessions = createSessions({ ...optionsFromEnv(), store })
 * ```
 */
export function postgresStore(
  client: PgClient | PostgresJsClient,
  options: PostgresStoreOptions = {},
): Store {
  const { table = defaultTable, createTable = false } = options
  const name = tableNameOf(table, '"')
  const run = runOn(client)
  const sql = postgresStatements(name.quoted)
  const attempt = attempts({
    name: 'PostgreSQL',
    prepare: () => preparePostgres(run, name, createTable),
    isConflict: isPostgresConflict,
    mend: postgresMend,
  })

  return {
    async create(key, { value, subject, touchedAt, expiresAt }, now) {
      const values = [key, subject, touchedAt, expiresAt, value, now]
      return (await attempt('create', () => run(sql.create, values))).length > 0
    },

    async load(key, now) {
      const [row] = await attempt('load', () => run(sql.load, [key, now]))
      return row === undefined ? null : entryOf(row)
    },

    async update(key, { value, subject, touchedAt, expiresAt }, version, now) {
      const values = [key, version, subject, touchedAt, expiresAt, value, now]
      return (await attempt('update', () => run(sql.update, values))).length > 0
    },

    async touch(key, touchedAt, expiresAt, now) {
      const values = [key, touchedAt, expiresAt, now]
      return (await attempt('touch', () => run(sql.touch, values))).length > 0
    },

    async delete(key, now, ifSubject) {
      const values = [key, now, ifSubject ?? null]
      return (await attempt('delete', () => run(sql.delete, values))).length > 0
    },

    async listBySubject(subject, { limit, after = '' }, now) {
      const values = [subject, after, now, limit + 1]
      return pageOf(await attempt('list', () => run(sql.list, values)), limit)
    },

    async raiseNotBefore(subject) {
      const values = [stampKey(subject)]
      const [row = []] = await attempt('raise a stamp', () => run(sql.raiseStamp, values))
      return wholeOf(row[0])
    },

    async notBefore(subject) {
      const [row = []] = await attempt('read a stamp', () => run(sql.mark, [stampKey(subject)]))
      return notBeforeOf(row)
    },

    async raiseEpoch() {
      const [row = []] = await attempt('raise the epoch', () => run(sql.raiseEpoch, [epochKey]))
      return wholeOf(row[0])
    },

    async epoch() {
      const [row = []] = await attempt('read the epoch', () => run(sql.mark, [epochKey]))
      return epochOf(row)
    },

    sweep: (limit, now) =>
      sweepTable(limit, sweepBatch, async (most) => {
        return (await attempt('sweep', () => run(sql.sweep, [now, most]))).length
      }),
  }
}

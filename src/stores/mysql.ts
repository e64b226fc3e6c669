/**
 * A store in MariaDB or MySQL: one table, and one statement a verb.
 *
 * Entries, tombstones and marks (stamps of subjects, the epoch) are rows of the one table. An entry
 * has a `value`; a tombstone has none, and is over after its hour like any row; a mark has
 * `stamped_at`, and a key that begins with a colon, as no entry's does.
 *
 * @module
 */

import type { Store } from '../store.ts'
import { bytes, type MysqlClient, runOn } from './mysql-client.ts'
import { isMysqlConflict, mysqlMend } from './mysql-failure.ts'
import { mysqlStatements } from './mysql-statements.ts'
import { prepareMysql } from './mysql-table.ts'
import { attempts } from './sql-attempt.ts'
import { epochKey, stampKey } from './sql-mark.ts'
import { entryOf, epochOf, notBeforeOf, pageOf } from './sql-row.ts'
import { sweepTable } from './sql-sweep.ts'
import { defaultTable, tableNameOf } from './sql-table.ts'

export type { MysqlClient, MysqlStatement, MysqlValue } from './mysql-client.ts'
export { mysqlSchema } from './mysql-table.ts'

/** How a MariaDB or MySQL store is made. */
export interface MysqlStoreOptions {
  /**
   * The table, `name` or `database.name`, each of up to 48 letters, digits and underscores (default
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
 * Makes a store in MariaDB 10.6 or newer, or MySQL 8.0 or newer, on a client of the app: a pool or
 * connection of `mysql2/promise`.
 *
 * The tests run on MariaDB; MySQL takes the same statements, but is not among the tests. A verb is one
 * statement, which commits by itself. The first verb of a process also looks whether the server and
 * the table will do. Connect to the primary server, never to a replica.
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
 * import { mysqlStore } from 'coatcheck/stores/mysql'
 * import { createPool } from 'mysql2/promise'
 *
 * const pool = createPool({ uri: process.env.DATABASE_URL })
 * const store = mysqlStore(pool, { createTable: true })
 * const sessions = createSessions({ ...optionsFromEnv(), store })
 * ```
 */
export function mysqlStore(client: MysqlClient, options: MysqlStoreOptions = {}): Store {
  const { table = defaultTable, createTable = false } = options
  const name = tableNameOf(table, '`')
  const run = runOn(client)
  const sql = mysqlStatements(name.quoted)
  const attempt = attempts({
    name: 'MySQL',
    prepare: () => prepareMysql(run, name, createTable),
    isConflict: isMysqlConflict,
    mend: mysqlMend,
  })

  return {
    async create(key, { value, subject, touchedAt, expiresAt }, now) {
      const row = [bytes(key), bytesOrNull(subject), touchedAt, expiresAt, value]
      const values = [...row, now, now, now, now, now]
      return (await attempt('create', () => run.write(sql.create, values))).insertId === 1
    },

    async load(key, now) {
      const [row] = await attempt('load', () => run.read(sql.load, [bytes(key), now]))
      return row === undefined ? null : entryOf(row)
    },

    async update(key, { value, subject, touchedAt, expiresAt }, version, now) {
      const row = [bytesOrNull(subject), touchedAt, expiresAt, value]
      const values = [...row, bytes(key), version, now]
      return (await attempt('update', () => run.write(sql.update, values))).affectedRows === 1
    },

    async touch(key, touchedAt, expiresAt, now) {
      const values = [touchedAt, expiresAt, bytes(key), now]
      return (await attempt('touch', () => run.write(sql.touch, values))).insertId > 0
    },

    async delete(key, now, ifSubject) {
      const subject = bytesOrNull(ifSubject ?? null)
      const values = [now, bytes(key), now, subject, subject]
      return (await attempt('delete', () => run.write(sql.delete, values))).affectedRows === 1
    },

    async listBySubject(subject, { limit, after = '' }, now) {
      // A text, because MySQL refuses the floating-point number that mysql2 makes of one.
      const values = [bytes(subject), bytes(after), now, String(limit + 1)]
      return pageOf(await attempt('list', () => run.read(sql.list, values)), limit)
    },

    async raiseNotBefore(subject) {
      const values = [bytes(stampKey(subject))]
      return (await attempt('raise a stamp', () => run.write(sql.raiseStamp, values))).insertId
    },

    async notBefore(subject) {
      const values = [bytes(stampKey(subject))]
      const [row = []] = await attempt('read a stamp', () => run.read(sql.mark, values))
      return notBeforeOf(row)
    },

    async raiseEpoch() {
      const values = [bytes(epochKey)]
      return (await attempt('raise the epoch', () => run.write(sql.raiseEpoch, values))).insertId
    },

    async epoch() {
      const values = [bytes(epochKey)]
      const [row = []] = await attempt('read the epoch', () => run.read(sql.mark, values))
      return epochOf(row)
    },

    sweep: (limit, now) =>
      sweepTable(limit, sweepBatch, async (most) => {
        const values = [now, String(most)]
        return (await attempt('sweep', () => run.write(sql.sweep, values))).affectedRows
      }),
  }
}

function bytesOrNull(text: string | null): Uint8Array | null {
  return text === null ? null : bytes(text)
}

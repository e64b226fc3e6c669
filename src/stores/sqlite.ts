/**
 * A store in a SQLite database: one file, one table, and one statement a verb.
 *
 * Entries, tombstones and marks (stamps of subjects, the epoch) are rows of the one table. An entry
 * has a `value`; a tombstone has none, and is over after its hour like any row; a mark has
 * `stamped_at`, and a key that begins with a colon, as no entry's does.
 *
 * @module
 */

import type { Store } from '../store.ts'
import { type Duration, secondsOf } from '../time.ts'
import { epochKey, stampKey } from './sql-mark.ts'
import { entryOf, epochOf, notBeforeOf, pageOf, wholeOf } from './sql-row.ts'
import { sweepTable } from './sql-sweep.ts'
import { defaultTable, tableNameOf } from './sql-table.ts'
import { sqliteConnection } from './sqlite-connection.ts'
import type { RunSqlite, SqliteDatabase } from './sqlite-database.ts'
import { sqliteSource } from './sqlite-source.ts'
import { sqliteStatements } from './sqlite-statements.ts'
import { prepareSqlite } from './sqlite-table.ts'

export type { SqliteDatabase, SqliteStatement, SqliteValue } from './sqlite-database.ts'
export { sqliteSchema } from './sqlite-table.ts'

/** How a SQLite store is made. */
export interface SqliteStoreOptions {
  /**
   * What a write waits for (default `'normal'`). What was acknowledged survives the end of the
   * process, however sudden, either way; with `'normal'` a power cut may take the last moments with
   * it, with `'full'` it may not, at the cost of waiting for the disk on every write. Only with a path.
   */
  synchronous?: 'normal' | 'full' | undefined
  /**
   * How long a verb waits for a lock that another connection holds, in whole seconds (default `5`).
   * The process goes on meanwhile.
   */
  busyTimeout?: Duration | undefined
  /**
   * The table, `name` or `schema.name`, each of up to 48 letters, digits and underscores (default
   * `'coatcheck_sessions'`). It is made on first use.
   */
  table?: string | undefined
}

/** A store that holds a file open. */
export interface SqliteStore extends Store {
  /**
   * Closes the file, where the store has opened it, and lets verbs reject with
   * `ERR_STORE_UNAVAILABLE` from then on.
   */
  close(): void
}

// The driver is synchronous: nothing else runs while one statement removes as many.
const sweepBatch = 50

/**
 * Makes a store in a SQLite file, for any number of processes on one machine.
 *
 * With a path the file is opened, or made, when the first verb needs it, by `node:sqlite` (Node 22.13
 * or newer) or else by the package `libsql`, and set to write-ahead logging, which needs a local disk.
 * A database that is handed over is used as it is set; give the store a connection of its own, as its
 * verbs wait for any transaction on it. SQLite 3.37 or newer. Call `sweep` now and then: nothing is
 * removed by itself. It goes by small batches, and works a third of the time at most.
 *
 * Nothing else of the file is touched, so the tables of an app may stand in it. Then hand over a
 * database of the app's own driver instead of the path: two SQLite libraries in one process do not see
 * each other's locks, and damage the file.
 *
 * Verbs reject with `ERR_STORE_SETUP` for what somebody has to mend (a missing folder, a read-only
 * file, a file that is no database, a table of another shape), and else with `ERR_STORE_UNAVAILABLE`:
 * a disk that is full, or a lock that was held for longer than `busyTimeout`.
 *
 * @param database the path of a file, or `':memory:'`, or an open database of `node:sqlite`, `libsql`
 * or `better-sqlite3`
 * @throws {CoatcheckError} `ERR_OPTIONS` when `database` or an option is none, `ERR_STORE_SETUP` when
 * there is no driver to open a path with
 * @see SQLite documentation, How To Corrupt An SQLite Database File, 2.2.1
 * @example
 * ```ts
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { sqliteStore } from 'coatcheck/stores/sqlite'
 *
 * const sessions = createSessions({ ...optionsFromEnv(), store: sqliteStore('./sessions.db') })
 * ```
 */
export function sqliteStore(
  database: string | SqliteDatabase,
  options: SqliteStoreOptions = {},
): SqliteStore {
  const { synchronous, busyTimeout = 5, table = defaultTable } = options
  const name = tableNameOf(table, '"')
  const sql = sqliteStatements(name.quoted)
  const source = sqliteSource(database, synchronous)
  const patience = secondsOf('busyTimeout', busyTimeout)
  const prepare = (run: RunSqlite): void => prepareSqlite(run, name)
  const { attempt, close } = sqliteConnection(source, prepare, patience)

  return {
    async create(key, { value, subject, touchedAt, expiresAt }, now) {
      const values = [key, subject, touchedAt, expiresAt, value, now]
      return (await attempt('create', ({ changes }) => changes(sql.create, values))) > 0
    },

    async load(key, now) {
      const [row] = await attempt('load', ({ rows }) => rows(sql.load, [key, now]))
      return row === undefined ? null : entryOf(row)
    },

    async update(key, { value, subject, touchedAt, expiresAt }, version, now) {
      const values = [subject, touchedAt, expiresAt, value, key, version, now]
      return (await attempt('update', ({ changes }) => changes(sql.update, values))) > 0
    },

    async touch(key, touchedAt, expiresAt, now) {
      const values = [touchedAt, expiresAt, key, now]
      return (await attempt('touch', ({ changes }) => changes(sql.touch, values))) > 0
    },

    async delete(key, now, ifSubject) {
      const subject = ifSubject ?? null
      const values = [now, key, now, subject, subject]
      return (await attempt('delete', ({ changes }) => changes(sql.delete, values))) > 0
    },

    async listBySubject(subject, { limit, after = '' }, now) {
      const values = [subject, after, now, limit + 1]
      return pageOf(await attempt('list', ({ rows }) => rows(sql.list, values)), limit)
    },

    async raiseNotBefore(subject) {
      const values = [stampKey(subject)]
      const [row = []] = await attempt('raise a stamp', ({ rows }) => rows(sql.raiseStamp, values))
      return wholeOf(row[0])
    },

    async notBefore(subject) {
      const values = [stampKey(subject)]
      const [row = []] = await attempt('read a stamp', ({ rows }) => rows(sql.mark, values))
      return notBeforeOf(row)
    },

    async raiseEpoch() {
      const values = [epochKey]
      const [row = []] = await attempt('raise the epoch', ({ rows }) =>
        rows(sql.raiseEpoch, values),
      )
      return wholeOf(row[0])
    },

    async epoch() {
      const [row = []] = await attempt('read the epoch', ({ rows }) => rows(sql.mark, [epochKey]))
      return epochOf(row)
    },

    sweep: (limit, now) =>
      sweepTable(limit, sweepBatch, (most) =>
        attempt('sweep', ({ changes }) => changes(sql.sweep, [now, most])),
      ),

    close,
  }
}

/**
 * Where a SQLite store's database comes from, and how one that the store opens itself is set.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import {
  isDatabase,
  type OpenedDatabase,
  type RunSqlite,
  type SqliteDatabase,
  sqliteDriver,
} from './sqlite-database.ts'

/** Somebody's own database, or one that is opened when it is needed. */
export type SqliteSource =
  | { readonly given: SqliteDatabase }
  | {
      /** Opens it. */
      readonly open: () => OpenedDatabase
      /** Sets it, once it is open. */
      readonly settle: (run: RunSqlite) => void
    }

// A scheme is more than one letter: "C:" is a drive.
const urlStart = /^[a-z][a-z\d+.-]+:/i

/**
 * Reads where a database comes from.
 *
 * @param synchronous what a write waits for, of a database with a path only
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is neither path nor database, `ERR_STORE_SETUP` when
 * there is no driver
 */
export function sqliteSource(
  database: string | SqliteDatabase,
  synchronous: 'normal' | 'full' | undefined,
): SqliteSource {
  if (synchronous !== undefined && synchronous !== 'normal' && synchronous !== 'full') {
    throw wrongOption("synchronous: give 'normal' or 'full'")
  }
  if (typeof database === 'string') return opening(database, synchronous ?? 'normal')
  if (!isDatabase(database)) {
    throw wrongOption('database: give the path of a file, or an open database')
  }
  if (synchronous !== undefined) {
    throw wrongOption('synchronous: set it on the database itself, as that was handed over')
  }
  return { given: database }
}

function opening(path: string, synchronous: 'normal' | 'full'): SqliteSource {
  // SQLite keeps what has no path, and libsql what has a URL, where nobody looks for it.
  if (path === '' || (path !== ':memory:' && urlStart.test(path))) {
    throw wrongOption("database: give the path of a file or ':memory:', not a URL")
  }
  const open = sqliteDriver()
  return {
    open: () => open(path),
    settle({ rows, script }) {
      // SQLite would stop the whole process to wait.
      script('PRAGMA busy_timeout = 0')
      const [[mode] = []] = rows('PRAGMA journal_mode = WAL')
      if (mode !== 'wal' && mode !== 'memory') {
        throw new CoatcheckError(
          'ERR_STORE_SETUP',
          'the SQLite store: there can be no write-ahead log here; put the file on a local disk',
        )
      }
      script(`PRAGMA synchronous = ${synchronous}`)
      // The process stands still while the log is carried over: a quarter of the usual 1,000 pages
      // at a time, as the longest wait grows with them and the whole of it hardly shrinks.
      script('PRAGMA wal_autocheckpoint = 250')
    },
  }
}

function wrongOption(message: string): CoatcheckError {
  return new CoatcheckError('ERR_OPTIONS', message)
}

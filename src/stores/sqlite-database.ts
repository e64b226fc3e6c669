/**
 * Databases a SQLite store works with, by the smallest shape that fits, the drivers that open them,
 * and how statements are run.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Row } from './sql-row.ts'

/** A value of a statement. */
export type SqliteValue = string | number | Uint8Array | null

/** A statement that was prepared. */
export interface SqliteStatement {
  /** Runs it and gives its rows, each with a property for every column, in their order. */
  all(...values: SqliteValue[]): readonly unknown[]
  /** Runs it and tells how many rows it inserted, updated or deleted. */
  run(...values: SqliteValue[]): {
    /** How many rows. */
    readonly changes: number | bigint
  }
}

/** A `DatabaseSync` of `node:sqlite`, or a database of `libsql` or `better-sqlite3`. */
export interface SqliteDatabase {
  /** Runs statements without values. */
  exec(sql: string): unknown
  /** Prepares a statement. */
  prepare(sql: string): SqliteStatement
}

/** A database that the store has opened itself. */
export interface OpenedDatabase extends SqliteDatabase {
  /** Closes it. */
  close(): unknown
}

/** Opens the database at a path. */
export type OpenSqlite = (path: string) => OpenedDatabase

/** Runs statements on a database, each prepared once. */
export interface RunSqlite {
  /** Runs statements without values. */
  script(sql: string): void
  /** Runs a statement that has rows, to its end, and gives them. */
  rows(sql: string, values?: readonly SqliteValue[]): readonly Row[]
  /** Runs a statement that has no rows, and tells how many it wrote. */
  changes(sql: string, values: readonly SqliteValue[]): number
}

/** Gives the way to run statements on a database. */
export function runOn(database: SqliteDatabase): RunSqlite {
  const statements = new Map<string, SqliteStatement>()

  function prepared(sql: string): SqliteStatement {
    const found = statements.get(sql)
    if (found !== undefined) return found
    const statement = database.prepare(sql)
    statements.set(sql, statement)
    return statement
  }

  return {
    script(sql) {
      database.exec(sql)
    },
    rows: (sql, values = []) =>
      prepared(sql)
        .all(...values)
        .map(columnsOf),
    changes: (sql, values) => Number(prepared(sql).run(...values).changes),
  }
}

/** Whether somebody has a transaction open on the connection, as far as the driver tells. */
export function isInTransaction(database: SqliteDatabase): boolean {
  // libsql would end the process when it is asked after its end.
  if (Reflect.get(database, 'open') === false) return false
  // libsql and better-sqlite3 have the one, node:sqlite the other.
  return ['inTransaction', 'isTransaction'].some((name) => Reflect.get(database, name) === true)
}

/** Whether a value is a database, whoever hands it over. */
export function isDatabase(value: unknown): value is SqliteDatabase {
  if (typeof value !== 'object' || value === null) return false
  return ['exec', 'prepare'].every((name) => typeof Reflect.get(value, name) === 'function')
}

type Constructor = new (path: string) => OpenedDatabase

/**
 * Gives the driver of this machine: `node:sqlite` where Node has it, else `libsql`.
 *
 * @throws {CoatcheckError} `ERR_STORE_SETUP` when there is neither
 */
export function sqliteDriver(): OpenSqlite {
  // `process` is absent where there is no file system either, whatever the types of Node say.
  const { process } = globalThis as { process?: NodeJS.Process }
  const builtIn = process?.getBuiltinModule?.('node:sqlite')
  // Both classes are constructed with a path, as the documentation of each says.
  const Database = (
    builtIn === undefined ? libsql(process) : Reflect.get(builtIn, 'DatabaseSync')
  ) as Constructor
  return (path) => new Database(path)
}

function libsql(process: NodeJS.Process | undefined): unknown {
  try {
    return process?.getBuiltinModule('node:module').createRequire(import.meta.url)('libsql')
  } catch (cause) {
    throw new CoatcheckError(
      'ERR_STORE_SETUP',
      'the SQLite store: this version of Node has no SQLite of its own; run `npm install libsql`, ' +
        'or use Node 22.13 or newer',
      { cause },
    )
  }
}

// By position. libsql gives bytes as an ArrayBuffer where it gives several rows.
function columnsOf(row: unknown): Row {
  const columns: unknown[] = typeof row === 'object' && row !== null ? Object.values(row) : []
  return columns.map((value) => (value instanceof ArrayBuffer ? new Uint8Array(value) : value))
}

/**
 * The table of a SQLite store: how it is made, and whether the one that is there will do.
 *
 * Its shape is told by its columns. `user_version` would say it too, but there is one for a whole
 * file, which may belong to the app and its migrations.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { defaultTable, type TableName, tableNameOf } from './sql-table.ts'
import type { RunSqlite } from './sqlite-database.ts'

/**
 * Gives the statements that make the table of a `sqliteStore`, as a script for `sqlite3` or a
 * migration. They leave a table that is there as it is.
 *
 * @param table its name, or its schema and name with a dot between them (default
 * `coatcheck_sessions`)
 * @throws {CoatcheckError} `ERR_OPTIONS` when that is no name of a table
 */
export function sqliteSchema(table: string = defaultTable): string {
  const name = tableNameOf(table, '"')
  return `${tableOf(name)};\n${indexesOf(name)};\n`
}

/** Makes the table and its indexes where they are missing, and looks whether the table will do. */
export function prepareSqlite(run: RunSqlite, table: TableName): void {
  if (missingColumns(run, table).length === wantedColumns.length) run.script(tableOf(table))
  const faults = [...missingColumns(run, table)]
  if (faults.length === 0 && !hasUniqueKey(run, table)) faults.push('the primary key on key')
  if (faults.length > 0) {
    throw new CoatcheckError(
      'ERR_STORE_SETUP',
      `the SQLite store: the table ${table.quoted} has another shape, without ` +
        `${faults.join(', ')}; make one as \`coatcheck schema sqlite\` prints it, or choose another ` +
        'name by the option table',
    )
  }
  run.script(indexesOf(table))
}

const wantedColumns: readonly string[] = [
  'key TEXT',
  'version INTEGER',
  'subject TEXT',
  'touched_at INTEGER',
  'expires_at INTEGER',
  'stamped_at INTEGER',
  'value BLOB',
]

function tableOf({ quoted }: TableName): string {
  return `CREATE TABLE IF NOT EXISTS ${quoted} (
  key TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  subject TEXT,
  touched_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  stamped_at INTEGER,
  value BLOB
) STRICT`
}

function indexesOf({ bare, schema }: TableName): string {
  // An index lives in the schema of its table, and is told so by its own name.
  const index = (column: string): string =>
    schema === null ? `"${bare}_${column}"` : `"${schema}"."${bare}_${column}"`
  return `CREATE INDEX IF NOT EXISTS ${index('subject')} ON "${bare}" (subject, key)
  WHERE subject IS NOT NULL;
CREATE INDEX IF NOT EXISTS ${index('expires_at')} ON "${bare}" (expires_at)`
}

function missingColumns(run: RunSqlite, { bare, schema }: TableName): readonly string[] {
  const rows = run.rows('SELECT name, type FROM pragma_table_info(?, ?)', [bare, schema ?? 'main'])
  const found = rows.map(([name, type]) => `${name} ${String(type).toUpperCase()}`)
  return wantedColumns.filter((column) => !found.includes(column))
}

function hasUniqueKey(run: RunSqlite, { bare, schema }: TableName): boolean {
  const place = schema ?? 'main'
  const rows = run.rows(
    `SELECT 1 AS found FROM pragma_index_list(?, ?) AS list WHERE list."unique" = 1
      AND list.partial = 0
      AND (SELECT group_concat(name) FROM pragma_index_info(list.name, ?)) = 'key'`,
    [bare, place, place],
  )
  return rows.length > 0
}

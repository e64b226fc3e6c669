/**
 * The table of a MariaDB or MySQL store: how it is made, and whether the one that is there will do.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { RunMysql } from './mysql-client.ts'
import { defaultTable, type TableName, tableNameOf } from './sql-table.ts'

/**
 * Gives the statement that makes the table of a `mysqlStore`, as a script for a client or a migration.
 * It leaves a table that is there as it is.
 *
 * @param table its name, or its database and name with a dot between them (default
 * `coatcheck_sessions`)
 * @throws {CoatcheckError} `ERR_OPTIONS` when that is no name of a table
 */
export function mysqlSchema(table: string = defaultTable): string {
  return `${ddlOf(tableNameOf(table, '`'))};\n`
}

/** Looks at the server and the table, and makes the table where that was asked for. */
export async function prepareMysql(
  { read, write }: RunMysql,
  table: TableName,
  createTable: boolean,
): Promise<void> {
  const [row = []] = await read(look, [table.schema, table.bare])
  const [version, readOnly, autocommit, engine, columns, uniqueKeys] = row
  if (isTooOld(String(version))) {
    throw setup(`it is version ${version}; use MariaDB 10.6, MySQL 8.0 or newer`)
  }
  if (['1', 'ON'].includes(String(readOnly))) {
    throw setup('this server is a read-only replica; connect to the primary server')
  }
  if (Number(autocommit) !== 1) {
    throw setup('statements do not commit by themselves; switch autocommit on for this client')
  }
  if (engine === null) {
    if (!createTable) throw setup(missingTable(table))
    await write(ddlOf(table))
    return
  }
  const faults = faultsOf(String(engine), String(columns).toLowerCase(), Number(uniqueKeys))
  if (faults.length > 0) {
    throw setup(
      `the table ${table.quoted} has another shape, without ${faults.join(', ')}; make one as ` +
        '`coatcheck schema mysql` prints it, or choose another name by the option table',
    )
  }
}

function missingTable(table: TableName): string {
  return (
    `there is no table ${table.quoted}; make it as \`coatcheck schema mysql\` prints it, or set the ` +
    'option createTable'
  )
}

// The longest key is a mark's: a subject of 64 characters of 4 bytes behind the mark's beginning.
function ddlOf({ quoted, bare }: TableName): string {
  return `CREATE TABLE IF NOT EXISTS ${quoted} (
  \`key\` VARBINARY(300) NOT NULL PRIMARY KEY,
  \`version\` BIGINT NOT NULL,
  \`subject\` VARBINARY(256) NULL,
  \`touched_at\` BIGINT NOT NULL,
  \`expires_at\` BIGINT NOT NULL,
  \`stamped_at\` BIGINT NULL,
  \`value\` LONGBLOB NULL,
  INDEX \`${bare}_subject\` (\`subject\`, \`key\`),
  INDEX \`${bare}_expires_at\` (\`expires_at\`)
) ENGINE = InnoDB`
}

const wantedColumns: readonly string[] = [
  'key varbinary',
  'version bigint',
  'subject varbinary',
  'touched_at bigint',
  'expires_at bigint',
  'stamped_at bigint',
  'value longblob',
]

const look = `SELECT VERSION(), @@GLOBAL.read_only, @@SESSION.autocommit, asked.engine,
  (SELECT GROUP_CONCAT(c.COLUMN_NAME, ' ', c.DATA_TYPE SEPARATOR ',')
    FROM information_schema.COLUMNS AS c
    WHERE c.TABLE_SCHEMA = asked.place AND c.TABLE_NAME = asked.name AND c.COLUMN_NAME IN (
      'key', 'version', 'subject', 'touched_at', 'expires_at', 'stamped_at', 'value')),
  (SELECT COUNT(*) FROM information_schema.STATISTICS AS s
    WHERE s.TABLE_SCHEMA = asked.place AND s.TABLE_NAME = asked.name
      AND s.COLUMN_NAME = 'key' AND s.NON_UNIQUE = 0 AND s.SUB_PART IS NULL
      AND NOT EXISTS (SELECT 1 FROM information_schema.STATISTICS AS o
        WHERE o.TABLE_SCHEMA = asked.place AND o.TABLE_NAME = asked.name
          AND o.INDEX_NAME = s.INDEX_NAME AND o.SEQ_IN_INDEX = 2))
FROM (SELECT 1 AS one) AS always LEFT JOIN (
  SELECT t.TABLE_SCHEMA AS place, t.TABLE_NAME AS name, t.ENGINE AS engine
  FROM information_schema.TABLES AS t
  WHERE t.TABLE_SCHEMA = COALESCE(?, DATABASE()) AND t.TABLE_NAME = ?
) AS asked ON TRUE`

function faultsOf(engine: string, columns: string, uniqueKeys: number): readonly string[] {
  const found = columns.split(',')
  const faults = wantedColumns.filter((column) => !found.includes(column))
  if (faults.length === 0 && uniqueKeys < 1) faults.push('the primary key on key')
  if (faults.length === 0 && engine !== 'InnoDB') faults.push('the engine InnoDB')
  return faults
}

// version = major "." minor, then anything; MariaDB says its name behind it.
function isTooOld(version: string): boolean {
  const [, major, minor] = /^(\d+)\.(\d+)/.exec(version) ?? []
  const number = Number(major) * 1_000 + Number(minor)
  return number < (version.includes('MariaDB') ? 10_006 : 8_000)
}

function setup(what: string): CoatcheckError {
  return new CoatcheckError('ERR_STORE_SETUP', `the MySQL store: ${what}`)
}

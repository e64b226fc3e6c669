/**
 * The table of a PostgreSQL store: how it is made, and whether the one that is there will do.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { RunPostgres } from './postgres-client.ts'
import { defaultTable, type TableName, tableNameOf } from './sql-table.ts'

const oldestServer = 130_000

/**
 * Gives the statements that make the table of a `postgresStore`, as a script for `psql` or a
 * migration. They leave a table that is there as it is.
 *
 * @param table its name, or its schema and name with a dot between them (default
 * `coatcheck_sessions`)
 * @throws {CoatcheckError} `ERR_OPTIONS` when that is no name of a table
 */
export function postgresSchema(table: string = defaultTable): string {
  return ddlOf(tableNameOf(table, '"'))
}

/** Looks at the server and the table, and makes the table where that was asked for. */
export async function preparePostgres(
  run: RunPostgres,
  table: TableName,
  createTable: boolean,
): Promise<void> {
  const found = await look(run, table)
  if (found.server < oldestServer) {
    throw setup(`it is version ${Math.floor(found.server / 10_000)}; use PostgreSQL 13 or newer`)
  }
  if (found.isReplica) {
    throw setup('this is a read-only replica; connect to the primary server')
  }
  if (!found.isThere) {
    if (!createTable) throw setup(missingTable(table))
    await run(`SELECT pg_advisory_xact_lock(${creationLock});\n${ddlOf(table)}`)
    return
  }
  if (found.faults.length > 0) {
    throw setup(
      `the table ${table.quoted} has another shape, without ${found.faults.join(', ')}; make one ` +
        'as `coatcheck schema postgres` prints it, or choose another name by the option table',
    )
  }
}

function missingTable(table: TableName): string {
  return (
    `there is no table ${table.quoted}; make it as \`coatcheck schema postgres\` prints it, or set ` +
    'the option createTable'
  )
}

// CREATE TABLE IF NOT EXISTS fails when two connections make the same table at once: they take turns.
const creationLock = '7165047732690001001'

function ddlOf({ quoted, bare }: TableName): string {
  return `CREATE TABLE IF NOT EXISTS ${quoted} (
  key text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  subject text COLLATE "C",
  touched_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  stamped_at bigint,
  value bytea
);
CREATE INDEX IF NOT EXISTS "${bare}_subject" ON ${quoted} (subject, key) WHERE subject IS NOT NULL;
CREATE INDEX IF NOT EXISTS "${bare}_expires_at" ON ${quoted} (expires_at);
`
}

interface Found {
  readonly server: number
  readonly isReplica: boolean
  readonly isThere: boolean
  readonly faults: readonly string[]
}

async function look(run: RunPostgres, { quoted }: TableName): Promise<Found> {
  const [row = []] = await run(
    `WITH wanted (place, name, type) AS (VALUES (1, 'key', 'text'), (2, 'version', 'bigint'),
       (3, 'subject', 'text'), (4, 'touched_at', 'bigint'), (5, 'expires_at', 'bigint'),
       (6, 'stamped_at', 'bigint'), (7, 'value', 'bytea')),
     found AS (SELECT attname, attnum, attcollation, format_type(atttypid, NULL) AS type
       FROM pg_attribute
       WHERE attrelid = to_regclass($1::text) AND attnum > 0 AND NOT attisdropped)
     SELECT current_setting('server_version_num') AS server,
       pg_is_in_recovery()::text AS replica,
       (to_regclass($1::text) IS NOT NULL)::text AS there,
       (SELECT string_agg(name || ' ' || wanted.type, ',' ORDER BY place) FROM wanted
         LEFT JOIN found ON attname = name AND found.type = wanted.type
         WHERE attname IS NULL) AS columns,
       EXISTS (SELECT FROM found JOIN pg_collation ON pg_collation.oid = attcollation
         WHERE attname = 'key' AND collname IN ('C', 'POSIX', 'ucs_basic'))::text AS ordered,
       EXISTS (SELECT FROM pg_index JOIN found ON attnum = indkey[0]
         WHERE attname = 'key' AND indrelid = to_regclass($1::text) AND indisunique
           AND indpred IS NULL AND indnkeyatts = 1)::text AS unique_key`,
    [quoted],
  )
  const [server, replica, there, columns, ordered, uniqueKey] = row
  const faults = typeof columns === 'string' ? columns.split(',') : []
  if (faults.length === 0 && ordered !== 'true') faults.push('the collation "C" of key')
  if (faults.length === 0 && uniqueKey !== 'true') faults.push('the primary key on key')
  return {
    server: Number(server),
    isReplica: replica === 'true',
    isThere: there === 'true',
    faults,
  }
}

function setup(what: string): CoatcheckError {
  return new CoatcheckError('ERR_STORE_SETUP', `the PostgreSQL store: ${what}`)
}

/**
 * What the failures of MariaDB, MySQL and their client mean: something to mend, something to repeat, or
 * an outage.
 *
 * @see MariaDB documentation, error codes
 * @module
 */

import { codeOf } from './sql-attempt.ts'

// Each says that the statement was undone as if it had never run.
const conflicts: ReadonlySet<string> = new Set([
  'ER_LOCK_DEADLOCK',
  'ER_CHECKREAD',
  'ER_TABLE_DEF_CHANGED',
  'ER_NEED_REPREPARE',
])

/** Whether a statement was undone in favour of another one. */
export function isMysqlConflict(error: unknown): boolean {
  return conflicts.has(codeOf(error))
}

const [user, database, shape, grant, readOnly] = [
  'the server refuses this user; see to the user name, the password and the host it may come from',
  'there is no such database; see to its name in the URL or the options',
  'the table is missing or has another shape; see `coatcheck schema mysql`',
  'this user may not do that; grant SELECT, INSERT, UPDATE and DELETE on the table',
  'the server or this connection is read-only; connect to the primary server',
] as const

const mends: Readonly<Record<string, string>> = {
  ER_ACCESS_DENIED_ERROR: user,
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: user,
  ER_HOST_NOT_PRIVILEGED: user,
  ER_NOT_SUPPORTED_AUTH_MODE: user,
  ER_BAD_DB_ERROR: database,
  ER_NO_DB_ERROR: database,
  ER_DBACCESS_DENIED_ERROR: grant,
  ER_TABLEACCESS_DENIED_ERROR: grant,
  ER_COLUMNACCESS_DENIED_ERROR: grant,
  ER_NO_SUCH_TABLE: shape,
  ER_BAD_FIELD_ERROR: shape,
  ER_BAD_NULL_ERROR: shape,
  ER_CONSTRAINT_FAILED: shape,
  ER_DATA_TOO_LONG: shape,
  ER_NO_DEFAULT_FOR_FIELD: shape,
  ER_WARN_DATA_OUT_OF_RANGE: shape,
  ER_OPTION_PREVENTS_STATEMENT: readOnly,
  ER_READ_ONLY_MODE: readOnly,
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: readOnly,
  ER_NET_PACKET_TOO_LARGE: 'the entry exceeds max_allowed_packet; raise that to 4M at least',
  ER_PARSE_ERROR: 'the server does not know this statement; use MariaDB 10.6, MySQL 8.0 or newer',
  HANDSHAKE_NO_SSL_SUPPORT: 'the server has no TLS; see to the option ssl of the client',
}

/** Says how to mend a failure, or gives `undefined` for one that may pass by itself. */
export function mysqlMend(error: unknown, hasAnswered: boolean): string | undefined {
  const code = codeOf(error)
  if (code === 'ENOTFOUND' && !hasAnswered) {
    return 'there is no such host; see to its name in the URL or the options'
  }
  return Object.hasOwn(mends, code) ? mends[code] : undefined
}

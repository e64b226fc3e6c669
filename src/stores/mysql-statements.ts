/**
 * The statements of a MariaDB or MySQL store, one a verb, with the order of their values.
 *
 * Whether a client counts the rows that a statement found or those that it changed is up to its flags,
 * so statements that may find a row and change nothing say what they did through `LAST_INSERT_ID()`,
 * which comes back with the answer.
 *
 * @module
 */

import { tombstoneSeconds } from '../store.ts'
import { neverOver, stampSeconds } from './sql-mark.ts'

/** The statement of each verb. */
export interface MysqlStatements {
  /** The insert id is 1 when it did. Key, subject, touchedAt, expiresAt, value, and now five times. */
  readonly create: string
  /** Key, now. */
  readonly load: string
  /** A row changed when it did. Subject, touchedAt, expiresAt, value, key, version, now. */
  readonly update: string
  /** The insert id is not 0 when it did. TouchedAt, expiresAt, key, now. */
  readonly touch: string
  /** A row changed when it did. Now, key, now, and the subject or null twice. */
  readonly delete: string
  /** Subject, key to begin after, now, limit. */
  readonly list: string
  /** Key of the stamp; the insert id is the stamp, later than the one before it. */
  readonly raiseStamp: string
  /** Key of the epoch; the insert id is its new number. */
  readonly raiseEpoch: string
  /** Key of a mark; the clock, its stamp, its number. */
  readonly mark: string
  /** Now, limit; as many rows changed. */
  readonly sweep: string
}

/** Gives the statements on a table, whose name is quoted. */
export function mysqlStatements(table: string): MysqlStatements {
  // In UTC, because the hour a session's time zone repeats in autumn cannot be told from the one
  // before it; and of the statement's beginning, because SYSDATE() differs on each replica.
  const clock = `TIMESTAMPDIFF(MICROSECOND, TIMESTAMP'1970-01-01 00:00:00', UTC_TIMESTAMP(6))`
  // Rounded up, so that nothing that began before a stamp counts as having begun after it.
  const stamp = `(${clock} + 999) DIV 1000`
  const stampEnd = `${clock} DIV 1000000 + ${stampSeconds + 1}`
  const ifOver = (column: string): string =>
    `\`${column}\` = IF(expires_at <= ?, VALUES(\`${column}\`), \`${column}\`)`
  return {
    // Assignments are carried out one after another, so the column they all judge by comes last.
    create: `INSERT INTO ${table} (\`key\`, version, subject, touched_at, expires_at, \`value\`)
      VALUES (?, LAST_INSERT_ID(1), ?, ?, ?, ?) ON DUPLICATE KEY UPDATE
        version = IF(LAST_INSERT_ID(IF(expires_at <= ?, 1, 2)) = 1, 1, version),
        ${['subject', 'touched_at', 'value', 'expires_at'].map(ifOver).join(', ')}`,
    load: `SELECT version, subject, touched_at, expires_at, \`value\` FROM ${table}
      WHERE \`key\` = ? AND \`value\` IS NOT NULL AND expires_at > ?`,
    update: `UPDATE ${table} SET version = version + 1, subject = ?,
        touched_at = GREATEST(touched_at, ?), expires_at = ?, \`value\` = ?
      WHERE \`key\` = ? AND version = ? AND \`value\` IS NOT NULL AND expires_at > ?`,
    touch: `UPDATE ${table} SET version = LAST_INSERT_ID(version),
        touched_at = GREATEST(touched_at, ?), expires_at = GREATEST(expires_at, ?)
      WHERE \`key\` = ? AND \`value\` IS NOT NULL AND expires_at > ?`,
    delete: `UPDATE ${table} SET subject = NULL, \`value\` = NULL, expires_at = ? + ${tombstoneSeconds}
      WHERE \`key\` = ? AND \`value\` IS NOT NULL AND expires_at > ?
        AND (? IS NULL OR subject = ?)`,
    list: `SELECT \`key\`, version, subject, touched_at, expires_at, \`value\` FROM ${table}
      WHERE subject = ? AND \`key\` > ? AND \`value\` IS NOT NULL AND expires_at > ?
      ORDER BY \`key\` LIMIT ?`,
    raiseStamp: `INSERT INTO ${table} (\`key\`, version, touched_at, expires_at, stamped_at)
      VALUES (?, 1, 0, ${stampEnd}, LAST_INSERT_ID(${stamp})) ON DUPLICATE KEY UPDATE
        stamped_at = LAST_INSERT_ID(GREATEST(stamped_at + 1, VALUES(stamped_at))),
        expires_at = GREATEST(expires_at, VALUES(expires_at))`,
    raiseEpoch: `INSERT INTO ${table} (\`key\`, version, touched_at, expires_at, stamped_at)
      VALUES (?, LAST_INSERT_ID(1), 0, ${neverOver}, ${stamp}) ON DUPLICATE KEY UPDATE
        version = LAST_INSERT_ID(version + 1),
        stamped_at = GREATEST(stamped_at, VALUES(stamped_at))`,
    mark: `SELECT ${clock} DIV 1000, e.stamped_at, e.version
      FROM (SELECT 1 AS one) AS always LEFT JOIN ${table} AS e ON e.\`key\` = ?`,
    // In this order and by this index, or it waits for rows that it has no business with.
    sweep: `DELETE e FROM (
        SELECT \`key\` FROM ${table} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?
        FOR UPDATE SKIP LOCKED
      ) AS gone STRAIGHT_JOIN ${table} AS e FORCE INDEX (PRIMARY) ON e.\`key\` = gone.\`key\``,
  }
}

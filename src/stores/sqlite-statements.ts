/**
 * The statements of a SQLite store, one a verb, with the order of their values. What each judges by
 * stands in its own WHERE, so none needs a transaction around it.
 *
 * @module
 */

import { tombstoneSeconds } from '../store.ts'
import { neverOver, stampSeconds } from './sql-mark.ts'

/** The statement of each verb. */
export interface SqliteStatements {
  /** A change when it did. Key, subject, touchedAt, expiresAt, value, now. */
  readonly create: string
  /** Key, now. */
  readonly load: string
  /** A change when it did. Subject, touchedAt, expiresAt, value, key, version, now. */
  readonly update: string
  /** A change when it did. TouchedAt, expiresAt, key, now. */
  readonly touch: string
  /** A change when it did. Now, key, now, and the subject or null twice. */
  readonly delete: string
  /** Subject, key to begin after, now, limit. */
  readonly list: string
  /** Key of the stamp; the stamp, later than the one before it. */
  readonly raiseStamp: string
  /** Key of the epoch; its new number. */
  readonly raiseEpoch: string
  /** Key of a mark; the clock, its stamp, its number. */
  readonly mark: string
  /** Now, limit; a change for each that was removed. */
  readonly sweep: string
}

/** Gives the statements on a table, whose name is quoted. */
export function sqliteStatements(table: string): SqliteStatements {
  // 'now' is the moment at which the statement holds its lock, cut to a millisecond. Rounding mends
  // what a day's fraction loses.
  const clock = `CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)`
  // The next millisecond, so that nothing that began before a stamp counts as having begun after it.
  const stamp = `${clock} + 1`
  const stampEnd = `${clock} / 1000 + ${stampSeconds + 1}`
  return {
    create: `INSERT INTO ${table} AS e (key, version, subject, touched_at, expires_at, value)
      VALUES (?, 1, ?, ?, ?, ?)
      ON CONFLICT (key) DO UPDATE SET version = 1, subject = excluded.subject,
        touched_at = excluded.touched_at, expires_at = excluded.expires_at, value = excluded.value
      WHERE e.expires_at <= ?`,
    load: `SELECT version, subject, touched_at, expires_at, value FROM ${table}
      WHERE key = ? AND value IS NOT NULL AND expires_at > ?`,
    update: `UPDATE ${table} SET version = version + 1, subject = ?,
        touched_at = max(touched_at, ?), expires_at = ?, value = ?
      WHERE key = ? AND version = ? AND value IS NOT NULL AND expires_at > ?`,
    touch: `UPDATE ${table} SET touched_at = max(touched_at, ?), expires_at = max(expires_at, ?)
      WHERE key = ? AND value IS NOT NULL AND expires_at > ?`,
    delete: `UPDATE ${table} SET subject = NULL, value = NULL, expires_at = ? + ${tombstoneSeconds}
      WHERE key = ? AND value IS NOT NULL AND expires_at > ? AND (? IS NULL OR subject = ?)`,
    list: `SELECT key, version, subject, touched_at, expires_at, value FROM ${table}
      WHERE subject = ? AND key > ? AND value IS NOT NULL AND expires_at > ? ORDER BY key LIMIT ?`,
    raiseStamp: `INSERT INTO ${table} AS e (key, version, touched_at, expires_at, stamped_at)
      VALUES (?, 1, 0, ${stampEnd}, ${stamp})
      ON CONFLICT (key) DO UPDATE SET stamped_at = max(e.stamped_at + 1, excluded.stamped_at),
        expires_at = max(e.expires_at, excluded.expires_at) RETURNING stamped_at`,
    raiseEpoch: `INSERT INTO ${table} AS e (key, version, touched_at, expires_at, stamped_at)
      VALUES (?, 1, 0, ${neverOver}, ${stamp})
      ON CONFLICT (key) DO UPDATE SET version = e.version + 1,
        stamped_at = max(e.stamped_at, excluded.stamped_at) RETURNING version`,
    mark: `SELECT ${clock} AS clock, e.stamped_at, e.version
      FROM (SELECT ? AS key) AS asked LEFT JOIN ${table} AS e ON e.key = asked.key`,
    sweep: `DELETE FROM ${table} WHERE rowid IN (
        SELECT rowid FROM ${table} WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)`,
  }
}

/**
 * The statements of a PostgreSQL store, one a verb, with the order of their values. Each is right at
 * every isolation level, because what it judges by stands in its own WHERE.
 *
 * @module
 */

import { tombstoneSeconds } from '../store.ts'
import { neverOver, stampSeconds } from './sql-mark.ts'

/** The statement of each verb. */
export interface PostgresStatements {
  /** Inserts or replaces; a row when it did. Key, subject, touchedAt, expiresAt, value, now. */
  readonly create: string
  /** Key, now. */
  readonly load: string
  /** A row when it did. Key, version, subject, touchedAt, expiresAt, value, now. */
  readonly update: string
  /** A row when it did. Key, touchedAt, expiresAt, now. */
  readonly touch: string
  /** A row when it did. Key, now, subject or null. */
  readonly delete: string
  /** Subject, key to begin after, now, limit. */
  readonly list: string
  /** Key of the stamp; the stamp, later than the one before it. */
  readonly raiseStamp: string
  /** Key of the epoch; its new number. */
  readonly raiseEpoch: string
  /** Key of a mark; the clock, its stamp, its number. */
  readonly mark: string
  /** Now, limit; a row for each that was removed. */
  readonly sweep: string
}

/** Gives the statements on a table, whose name is quoted. */
export function postgresStatements(table: string): PostgresStatements {
  const clock = 'extract(epoch FROM clock_timestamp()) * 1000'
  // Rounded up, so that nothing that began before a stamp counts as having begun after it.
  const stamp = `ceil(${clock})::bigint`
  const stampEnd = `ceil(${clock} / 1000)::bigint + ${stampSeconds}`
  return {
    create: `INSERT INTO ${table} AS e (key, version, subject, touched_at, expires_at, value)
      VALUES ($1, 1, $2, $3, $4, $5)
      ON CONFLICT (key) DO UPDATE SET version = 1, subject = excluded.subject,
        touched_at = excluded.touched_at, expires_at = excluded.expires_at, value = excluded.value
      WHERE e.expires_at <= $6 RETURNING 1`,
    load: `SELECT version, subject, touched_at, expires_at, value FROM ${table}
      WHERE key = $1 AND value IS NOT NULL AND expires_at > $2`,
    update: `UPDATE ${table} SET version = version + 1, subject = $3,
        touched_at = greatest(touched_at, $4), expires_at = $5, value = $6
      WHERE key = $1 AND version = $2 AND value IS NOT NULL AND expires_at > $7 RETURNING 1`,
    touch: `UPDATE ${table}
      SET touched_at = greatest(touched_at, $2), expires_at = greatest(expires_at, $3)
      WHERE key = $1 AND value IS NOT NULL AND expires_at > $4 RETURNING 1`,
    delete: `UPDATE ${table}
      SET subject = NULL, value = NULL, expires_at = $2::bigint + ${tombstoneSeconds}
      WHERE key = $1 AND value IS NOT NULL AND expires_at > $2::bigint
        AND ($3::text IS NULL OR subject = $3::text) RETURNING 1`,
    list: `SELECT key, version, subject, touched_at, expires_at, value FROM ${table}
      WHERE subject = $1 AND key > $2 AND value IS NOT NULL AND expires_at > $3
      ORDER BY key LIMIT $4`,
    raiseStamp: `INSERT INTO ${table} AS e (key, version, touched_at, expires_at, stamped_at)
      VALUES ($1, 1, 0, ${stampEnd}, ${stamp})
      ON CONFLICT (key) DO UPDATE SET stamped_at = greatest(e.stamped_at + 1, ${stamp}),
        expires_at = greatest(e.expires_at, ${stampEnd}) RETURNING stamped_at`,
    raiseEpoch: `INSERT INTO ${table} AS e (key, version, touched_at, expires_at, stamped_at)
      VALUES ($1, 1, 0, ${neverOver}, ${stamp})
      ON CONFLICT (key) DO UPDATE SET version = e.version + 1,
        stamped_at = greatest(e.stamped_at, ${stamp}) RETURNING version`,
    mark: `SELECT floor(${clock})::bigint AS clock, e.stamped_at, e.version
      FROM (VALUES ($1::text)) AS asked (key) LEFT JOIN ${table} AS e ON e.key = asked.key`,
    // The rows are locked, so what was judged of them inside still holds outside.
    sweep: `DELETE FROM ${table} WHERE key = ANY(ARRAY(
        SELECT key FROM ${table} WHERE expires_at <= $1::bigint ORDER BY expires_at LIMIT $2
        FOR UPDATE SKIP LOCKED)) RETURNING 1`,
  }
}

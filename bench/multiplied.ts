/**
 * Many more sessions, made by copying one that is genuine under other keys inside the server: as long, and
 * with all that is kept beside each. Nobody can open a copy, which its key is part of; those who visit
 * have sessions of their own among them.
 *
 * @module
 */

import type { Client } from 'pg'
import { createClient } from 'redis'
import { sqliteDriver } from '../src/stores/sqlite-database.ts'

/** How keys are made that look like the genuine ones. */
export interface KeyShape {
  /** How each begins. */
  readonly prefix: string
  /** How many random characters follow. */
  readonly length: number
}

const [redisBatch, sqlBatch] = [20_000, 200_000]

const copying = `
for i = tonumber(ARGV[1]), tonumber(ARGV[2]) - 1 do
  local random = redis.sha1hex(ARGV[3] .. i) .. redis.sha1hex(i)
  redis.call('COPY', KEYS[1], ARGV[4] .. string.sub(random, 1, tonumber(ARGV[5])))
end`

/** Copies in a Redis. */
export async function multiplyInRedis(
  address: string,
  { prefix, length }: KeyShape,
  count: number,
): Promise<void> {
  const client = await createClient({ url: address }).connect()
  const original = await firstKey(client, prefix)
  const seed = String(performance.now())
  for (let from = 0; from < count; from += redisBatch) {
    const to = Math.min(from + redisBatch, count)
    const args = [String(from), String(to), seed, prefix, String(length)]
    await client.eval(copying, { keys: [original], arguments: args })
  }
  client.destroy()
}

interface KeyScanner {
  scanIterator(options: { MATCH: string; COUNT: number }): AsyncIterable<string[]>
}

async function firstKey(client: KeyScanner, prefix: string): Promise<string> {
  for await (const keys of client.scanIterator({ MATCH: `${prefix}*`, COUNT: 1_000 })) {
    const [key] = keys
    if (key !== undefined) return key
  }
  throw new Error('there is no session to be copied')
}

const randomKey = `rtrim(translate(encode(sha256((i || $3)::bytea), 'base64'), '+/', '-_'), '=')`

/** Copies in a table of a PostgreSQL. */
export async function multiplyInPostgres(
  client: Client,
  table: 'coatcheck_sessions' | 'session',
  count: number,
): Promise<void> {
  const columns =
    table === 'session'
      ? { key: 'sid', others: 'sess, expire' }
      : { key: 'key', others: 'version, subject, touched_at, expires_at, stamped_at, value' }
  const ours = columns.others.replace('expires_at', 'expires_at + i % 86400')
  const seed = String(performance.now())
  for (let from = 0; from < count; from += sqlBatch) {
    await client.query(
      `INSERT INTO ${table} (${columns.key}, ${columns.others})
       SELECT ${randomKey}, ${ours}
       FROM (SELECT * FROM ${table} LIMIT 1) AS genuine, generate_series($1::int, $2::int) AS i`,
      [from, Math.min(from + sqlBatch, count) - 1, seed],
    )
  }
}

/** Copies in the table of an SQLite file. */
export function multiplyInSqlite(path: string, count: number): void {
  const database = sqliteDriver()(path)
  database.exec('PRAGMA busy_timeout = 60000')
  for (let from = 0; from < count; from += sqlBatch) {
    const several = Math.min(sqlBatch, count - from)
    database.exec(
      `WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < ${several})
       INSERT INTO coatcheck_sessions
       SELECT substr(hex(randomblob(22)), 1, 43), version, subject, touched_at, expires_at + i % 86400,
         stamped_at, value
       FROM (SELECT * FROM coatcheck_sessions LIMIT 1), numbers`,
    )
  }
  database.close()
}

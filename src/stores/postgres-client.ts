/**
 * The clients a PostgreSQL store works with, by the smallest shape that fits, and the one place that
 * tells them apart. No statement is prepared by name, so a pooler may give each one another
 * connection.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Row } from './sql-row.ts'

/** A value of a statement. */
export type PostgresValue = string | number | Uint8Array | null

/** A `Pool` or `Client` of `pg`, or what behaves like one. */
export interface PgClient {
  /** Runs a statement with the values of its parameters, or several without any. */
  query(text: string, values?: PostgresValue[]): Promise<PgResult | readonly PgResult[]>
}

/** What `pg` gives for a statement. */
export interface PgResult {
  /** Its rows, each with a property for every column, in their order. */
  readonly rows: readonly object[]
}

/** What `postgres()` of the package `postgres` gives: its `sql`. */
export interface PostgresJsClient {
  /** Runs a statement with the values of its parameters, or several without any. */
  unsafe(text: string, values?: PostgresValue[]): PromiseLike<readonly object[]>
}

/** Runs a statement and gives its rows. */
export type RunPostgres = (text: string, values?: PostgresValue[]) => Promise<readonly Row[]>

/**
 * Gives the way to run statements on a client.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is neither client
 */
export function runOn(client: PgClient | PostgresJsClient): RunPostgres {
  // By position, whatever a client is told to call its columns.
  if (hasMethod(client, 'unsafe')) {
    return async (text, values) => (await client.unsafe(text, values)).map(columnsOf)
  }
  if (hasMethod(client, 'query')) {
    return async (text, values) => {
      const result = await client.query(text, values)
      // Of several statements pg gives as many results; nobody asks for their rows.
      return 'rows' in result ? result.rows.map(columnsOf) : []
    }
  }
  throw new CoatcheckError(
    'ERR_OPTIONS',
    'client: give a Pool of pg, or the sql of postgres; neither has been handed over',
  )
}

function columnsOf(row: object): Row {
  return Object.values(row)
}

function hasMethod<Name extends 'unsafe' | 'query'>(
  client: PgClient | PostgresJsClient,
  name: Name,
): client is Extract<PgClient | PostgresJsClient, Record<Name, unknown>> {
  // Read as unknown, because a program without types may hand over anything.
  const found: unknown = client
  if (found === null || (typeof found !== 'object' && typeof found !== 'function')) return false
  return name in found && typeof Reflect.get(found, name) === 'function'
}

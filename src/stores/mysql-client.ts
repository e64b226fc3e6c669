/**
 * The client a MariaDB or MySQL store works with, by the smallest shape that fits.
 *
 * Texts go as bytes, and the columns they meet are binary, so no character set or collation of the
 * connection, the table or the server can change or confuse them.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import { type Row, wholeOf } from './sql-row.ts'

/** A value of a statement. */
export type MysqlValue = string | number | Uint8Array | null

/** A statement with the values of its parameters. */
export interface MysqlStatement {
  /** The statement. */
  sql: string
  /** The values of its question marks, in their order. */
  values: MysqlValue[]
  /** Asks for rows by position, */
  rowsAsArray: true
  /** and not by table, which some pools give. */
  nestTables: false
}

/** A pool or connection of `mysql2/promise`, or what behaves like one. */
export interface MysqlClient {
  /** Runs a statement as a prepared one, and resolves its rows or what it did, in front. */
  execute(statement: MysqlStatement): Promise<readonly unknown[]>
}

/** What a statement did. */
export interface Written {
  /** How many rows it found or changed, which of the two depends on the client's flags. */
  readonly affectedRows: number
  /** What the statement handed to `LAST_INSERT_ID()`. */
  readonly insertId: number
}

/** Runs statements. */
export interface RunMysql {
  /** Gives the rows of a statement. */
  read(sql: string, values?: MysqlValue[]): Promise<readonly Row[]>
  /** Gives what a statement did. */
  write(sql: string, values?: MysqlValue[]): Promise<Written>
}

/**
 * Gives the way to run statements on a client.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is none, or one that takes callbacks
 */
export function runOn(client: MysqlClient): RunMysql {
  if (!isClient(client)) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'client: give a pool of mysql2/promise (or what .promise() of a pool of mysql2 gives)',
    )
  }

  async function result(sql: string, values: MysqlValue[]): Promise<unknown> {
    const statement: MysqlStatement = {
      sql,
      values: values.map(sendable),
      rowsAsArray: true,
      nestTables: false,
    }
    const [found] = await client.execute(statement)
    return found
  }

  return {
    async read(sql, values = []) {
      const found = await result(sql, values)
      return Array.isArray(found) ? found.filter(Array.isArray) : []
    },
    async write(sql, values = []) {
      // Either is absent only from what is no answer to a write; `wholeOf` then refuses it.
      const { affectedRows, insertId } = (await result(sql, values)) as Partial<Written>
      return { affectedRows: wholeOf(affectedRows), insertId: wholeOf(insertId) }
    },
  }
}

/** Gives a text as the bytes that are kept of it. */
export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

// mysql2 knows bytes by their being a Buffer.
function sendable(value: MysqlValue): MysqlValue {
  return value instanceof Uint8Array
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : value
}

function isClient(client: unknown): boolean {
  if (client === null || typeof client !== 'object' || 'promise' in client) return false
  return 'execute' in client && typeof client.execute === 'function'
}

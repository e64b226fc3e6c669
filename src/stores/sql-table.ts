/**
 * The name of a table as a statement may hold it. Names cannot be given as values, so anything but
 * plain words is refused.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

/** The table that is used unless another one is named. */
export const defaultTable = 'coatcheck_sessions'

/** A table's name, ready for a statement. */
export interface TableName {
  /** Quoted, with its schema where it has one. */
  readonly quoted: string
  /** The name alone, unquoted. */
  readonly bare: string
  /** The schema it was given with, or `null`: the one the connection is in. */
  readonly schema: string | null
}

// name = word [ "." word ]; word = ( ALPHA / "_" ) *47( ALPHA / DIGIT / "_" )
// PostgreSQL cuts a name after 63 bytes: 48 leave room for what the names of indexes end in.
const tableName = /^(?:([a-z_]\w{0,47})\.)?([a-z_]\w{0,47})$/i

/**
 * Reads the name of a table.
 *
 * @param table `name` or `schema.name`, each of up to 48 letters, digits and underscores
 * @param quote what the engine puts around a name
 * @throws {CoatcheckError} `ERR_OPTIONS` when it is anything else
 */
export function tableNameOf(table: string, quote: '"' | '`'): TableName {
  const [, schema, bare] = tableName.exec(table) ?? []
  if (bare === undefined) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'table: give a name, or a schema and a name with a dot between them, each of at most 48 ' +
        'letters, digits and underscores',
    )
  }
  const words = schema === undefined ? [bare] : [schema, bare]
  const quoted = words.map((word) => `${quote}${word}${quote}`).join('.')
  return { quoted, bare, schema: schema ?? null }
}

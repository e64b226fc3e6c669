/**
 * `coatcheck schema`: prints what makes the table of an SQL store.
 *
 * @module
 */

import type { CommandDef } from 'citty'
import { CoatcheckError } from '../errors.ts'
import type { ExitCode, Terminal } from './terminal.ts'
import { WrongUse } from './wrong-use.ts'

type Schema = (table?: string) => string

const schemas: ReadonlyMap<string, () => Promise<Schema>> = new Map([
  ['sqlite', async () => (await import('../stores/sqlite.ts')).sqliteSchema],
  ['postgres', async () => (await import('../stores/postgres.ts')).postgresSchema],
  ['mysql', async () => (await import('../stores/mysql.ts')).mysqlSchema],
])

/** Makes the verb: the statements, ready for a migration or a database's own command. */
export function schema(terminal: Terminal): CommandDef {
  return {
    meta: { name: 'schema', description: 'Print the SQL that makes the table of a store' },
    args: {
      engine: {
        type: 'positional',
        valueHint: 'sqlite|postgres|mysql',
        description: 'sqlite, postgres or mysql',
      },
      table: { type: 'string', valueHint: 'NAME', description: 'Another name for the table' },
      json: { type: 'boolean', description: 'Print {"engine": …, "sql": …}' },
    },
    async run({ args }): Promise<ExitCode> {
      const engine = String(args['engine'])
      const load = schemas.get(engine)
      if (load === undefined) {
        throw new WrongUse(`there is no table for ${JSON.stringify(engine)}; say ${names}`)
      }
      const sql = statements(await load(), args['table'])
      await terminal.print(`${args['json'] === true ? JSON.stringify({ engine, sql }) : sql}\n`)
      return 0
    },
  }
}

const names = [...schemas.keys()].join(', ').replace(/, (?=\w+$)/, ' or ')

function statements(schema: Schema, table: unknown): string {
  try {
    return (typeof table === 'string' ? schema(table) : schema()).trimEnd()
  } catch (error) {
    if (error instanceof CoatcheckError) throw new WrongUse(error.message)
    throw error
  }
}

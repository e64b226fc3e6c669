/**
 * Stores for the model, with a clock that is turned by hand.
 *
 * @module
 */

import type { Store } from 'coatcheck'
import { memoryStore } from 'coatcheck/stores/memory'
import { sqliteStore } from 'coatcheck/stores/sqlite'
import { type SqliteDatabase, sqliteDriver } from '../../src/stores/sqlite-database.ts'

/** Where a plan is carried out. */
export interface Place {
  /** The store, empty. `time` tells the true time in milliseconds. */
  makeStore(time: () => number): Store
}

/** The memory store. */
export const memory: Place = { makeStore: (clock) => memoryStore({ clock }) }

/** The SQLite store. Its clock is SQLite's own, whose word for the present is given another meaning. */
export const sqlite: Place = {
  makeStore(time) {
    const database = sqliteDriver()(':memory:')
    database.exec('CREATE TABLE turned (julian REAL); INSERT INTO turned VALUES (0)')
    const turn = database.prepare('UPDATE turned SET julian = ?')
    const turned: SqliteDatabase = {
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        const word = "julianday('now')"
        const statement = database.prepare(sql.replaceAll(word, '(SELECT julian FROM turned)'))
        if (!sql.includes(word)) return statement
        const [all, run] = [statement.all.bind(statement), statement.run.bind(statement)]
        return {
          all: (...values) => turning(time(), () => all(...values)),
          run: (...values) => turning(time(), () => run(...values)),
        }
      },
    }
    const turning = <Result>(milliseconds: number, go: () => Result): Result => {
      turn.run(milliseconds / 86_400_000 + 2_440_587.5)
      return go()
    }
    return sqliteStore(turned)
  },
}

/**
 * A store's connection: opened and looked at when the first verb needs it, again after somebody
 * mended what was wrong, and waiting for locks without holding up the process.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Seconds } from '../time.ts'
import { pause } from './pause.ts'
import {
  isInTransaction,
  type OpenedDatabase,
  type RunSqlite,
  runOn,
  type SqliteDatabase,
} from './sqlite-database.ts'
import { isLock, sqliteFailure } from './sqlite-failure.ts'
import type { SqliteSource } from './sqlite-source.ts'

/** What carries out verbs. */
export interface SqliteConnection {
  /** Carries out a verb. */
  attempt<T>(verb: string, work: (run: RunSqlite) => T): Promise<T>
  /** Closes a database that was opened here, and refuses verbs from then on. */
  close(): void
}

const longestPauseMilliseconds = 25

/**
 * Makes a connection.
 *
 * @param prepare makes the table, or looks whether it will do
 * @param busyTimeout how long a verb waits for the locks of others, in seconds
 */
export function sqliteConnection(
  source: SqliteSource,
  prepare: (run: RunSqlite) => void,
  busyTimeout: Seconds,
): SqliteConnection {
  let opened: OpenedDatabase | undefined
  let ready: RunSqlite | undefined
  let isClosed = false

  function databaseOf(): SqliteDatabase {
    if ('given' in source) return source.given
    opened ??= source.open()
    return opened
  }

  function connected(): RunSqlite {
    if (ready === undefined) {
      const run = runOn(databaseOf())
      if ('settle' in source) source.settle(run)
      prepare(run)
      ready = run
    }
    return ready
  }

  // What is written within somebody's transaction is undone with it, after it was acknowledged.
  function isHeld(): boolean {
    return 'given' in source && isInTransaction(source.given)
  }

  function failed(verb: string, error: unknown): CoatcheckError {
    const failure = sqliteFailure(verb, error)
    // Whoever mends it, for example by another file, need not start this process again.
    if (failure.code === 'ERR_STORE_SETUP') disconnect()
    return failure
  }

  function disconnect(): void {
    opened?.close()
    opened = undefined
    ready = undefined
  }

  return {
    async attempt(verb, work) {
      const deadline = performance.now() + busyTimeout * 1_000
      for (let turn = 1; ; turn += 1) {
        if (isClosed) throw unavailable('it was closed')
        let failure = openTransaction
        try {
          if (!isHeld()) return work(connected())
        } catch (error) {
          if (!isLock(error)) throw failed(verb, error)
          failure = () => failed(verb, error)
        }
        if (performance.now() >= deadline) throw failure()
        await pause(Math.random() * Math.min(turn, longestPauseMilliseconds))
      }
    },

    close() {
      isClosed = true
      disconnect()
    },
  }
}

function openTransaction(): CoatcheckError {
  return unavailable(
    'the database handed over has a transaction open; give the store a connection of its own',
  )
}

function unavailable(what: string): CoatcheckError {
  return new CoatcheckError('ERR_STORE_UNAVAILABLE', `the SQLite store: ${what}`)
}

/**
 * An SQLite file with an app's sessions in it.
 *
 * @module
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createSessions } from 'coatcheck'
import { type SqliteStore, sqliteStore } from 'coatcheck/stores/sqlite'
import { Visitor } from '../stored/visitors.ts'
import { secret } from './command.ts'

type Sessions = ConstructorParameters<typeof Visitor>[0]

/** A file, and the app that uses it. */
export interface Database extends Disposable {
  /** Its address. */
  readonly address: string
  /** Its path. */
  readonly path: string
  /** The app's store. */
  readonly store: SqliteStore
  /** Logs somebody in from another browser. */
  login(subject: string): Promise<void>
  /** Gives the handles of somebody's sessions. */
  handles(subject: string): Promise<readonly string[]>
}

/** Makes a file in a temporary folder. */
export function sqliteDatabase(): Database {
  const folder = mkdtempSync(join(tmpdir(), 'coatcheck-command-'))
  const path = join(folder, 'sessions.db')
  const store = sqliteStore(path)
  const sessions: Sessions = createSessions({ secrets: secret, store })
  return {
    path,
    address: `sqlite:${path}`,
    store,
    async login(subject) {
      await new Visitor(sessions).visit((session) => session.login(subject))
    },
    async handles(subject) {
      return (await sessions.list(subject)).sessions.map(({ handle }) => handle)
    },
    [Symbol.dispose]() {
      store.close()
      rmSync(folder, { recursive: true })
    },
  }
}

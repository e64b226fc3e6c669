import { createSessions, optionsFromEnv, type StoredSessions } from 'coatcheck'
import { type SqliteStore, sqliteStore } from 'coatcheck/stores/sqlite'

type Data = { visits: number }

export const store: SqliteStore = sqliteStore(process.env['SESSION_FILE'] ?? './sessions.db')

export const sessions: StoredSessions<Data> = createSessions<Data>({ ...optionsFromEnv(), store })

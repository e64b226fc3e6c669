import { createSessions, optionsFromEnv, type StoredSessions } from 'coatcheck'
import { mysqlStore } from 'coatcheck/stores/mysql'
import { createPool, type Pool } from 'mysql2/promise'

type Data = { visits: number }

export const pool: Pool = createPool({
  uri: process.env['DATABASE_URL'] ?? 'mysql://localhost/app',
  connectTimeout: 5_000,
})

export const sessions: StoredSessions<Data> = createSessions<Data>({
  ...optionsFromEnv(),
  store: mysqlStore(pool, { createTable: true }),
})

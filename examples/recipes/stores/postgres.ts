import { createSessions, optionsFromEnv, type StoredSessions } from 'coatcheck'
import { postgresStore } from 'coatcheck/stores/postgres'
import { Pool } from 'pg'

type Data = { visits: number }

export const pool: Pool = new Pool({
  connectionString: process.env['DATABASE_URL'],
  connectionTimeoutMillis: 5_000,
  query_timeout: 5_000,
})
pool.on('error', console.error) // or a connection that breaks while idle ends the process

export const sessions: StoredSessions<Data> = createSessions<Data>({
  ...optionsFromEnv(),
  store: postgresStore(pool, { createTable: true }),
})

import { postgresSchema, postgresStore } from 'coatcheck/stores/postgres'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'
import { PostgresPool } from '../clients/postgres-pool.ts'
import { startPostgres } from '../servers/postgres.ts'

describe('a PostgreSQL store on a standby', () => {
  it('refuses every verb, reading ones too', async () => {
    await using primary = await startPostgres()
    const client = new pg.Client(primary.url())
    await client.connect()
    await client.query(postgresSchema())
    await client.end()
    await using standby = await primary.standby()
    const pool = new PostgresPool({ connectionString: standby.url() })
    await expect(postgresStore(pool).load('a', systemClock())).rejects.toMatchObject({
      code: 'ERR_STORE_SETUP',
      message: 'the PostgreSQL store: this is a read-only replica; connect to the primary server',
    })
    await pool.end()
  })
})

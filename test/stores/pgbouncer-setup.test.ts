import { postgresStore } from 'coatcheck/stores/postgres'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CoatcheckError } from '../../src/errors.ts'
import type { Store } from '../../src/store.ts'
import { systemClock } from '../../src/time.ts'
import { PostgresPool } from '../clients/postgres-pool.ts'
import { describeWith, pgbouncer } from '../requirements.ts'
import { type Pgbouncer, startPgbouncer } from '../servers/pgbouncer.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'

const now = systemClock()
const entry = { value: Uint8Array.of(1), subject: null, touchedAt: now, expiresAt: now + 60 }
const createTable = true

describeWith(pgbouncer, 'a PostgreSQL store behind PgBouncer', () => {
  let server: PostgresServer
  let pooler: Pgbouncer

  beforeAll(async () => {
    server = await startPostgres()
    pooler = await startPgbouncer(server, 'transaction', [
      ...['query_wait_timeout = 2', 'server_login_retry = 1'],
    ])
  })

  afterAll(async () => {
    await pooler?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  /** What a store on each client rejects a `create` with, which has to be the same. */
  async function refusal(url: string, settings = {}): Promise<[string, string]> {
    const pool = new PostgresPool({ connectionString: url, ...settings })
    const sql = postgres(url, { connection: settings })
    const refusals = []
    for (const store of [postgresStore(pool), postgresStore(sql)]) {
      refusals.push(await store.create('the key', entry, now).catch((error: unknown) => error))
    }
    await Promise.all([pool.end(), sql.end()])
    const [one, other] = refusals
    // Of what the store rejects with nothing else is known, and the next line would fail.
    const { code, message } = one as CoatcheckError
    expect(other).toMatchObject({ code, message })
    expect(message).not.toMatch(/the key|s3cret|wrong/)
    return [code, message]
  }

  it('names a setting of the client that the pooler does not take', async () => {
    for (const settings of [{ statement_timeout: 5_000 }, { options: '-c work_mem=4MB' }]) {
      const [setting] = Object.keys(settings)
      expect(await refusal(pooler.url(), settings)).toEqual([
        'ERR_STORE_SETUP',
        `the PostgreSQL store could not create: the pooler takes no ${setting} from a client that ` +
          'connects; leave it out of the URL and the options, or let ignore_startup_parameters of ' +
          'PgBouncer name it',
      ])
    }
  })

  it('works with such a setting where the pooler is told to ignore it', async () => {
    const settings = ['ignore_startup_parameters = statement_timeout']
    await using lenient = await startPgbouncer(server, 'transaction', settings)
    const pool = new PostgresPool({ connectionString: lenient.url(), statement_timeout: 5_000 })
    const store = postgresStore(pool, { createTable, table: 'lenient' })
    expect(await store.create('a', entry, now)).toBe(true)
    await pool.end()
  })

  it('says that a user, a password or a database is wrong', async () => {
    const urls = {
      [pooler.url().replace('s3cret', 'wrong')]: /refuses this user/,
      [pooler.url().replace('postgres:s3cret', 'nobody:s3cret')]: /refuses this user/,
      [pooler.url('nowhere')]: /no such database/,
    }
    for (const [url, expected] of Object.entries(urls)) {
      const [code, message] = await refusal(url)
      expect(code, message).toBe('ERR_STORE_SETUP')
      expect(message).toMatch(expected)
    }
  })

  it('says that a client prepares statements by name', async () => {
    const pool = new PostgresPool({ connectionString: pooler.url(), max: 8 })
    const store = postgresStore(
      {
        query: (text, values = []) =>
          text.startsWith('SELECT version')
            ? pool.query({ name: 'a statement', text, values })
            : pool.query(text, values),
      },
      { createTable },
    )
    await store.create('a', entry, now)
    const loads = Array.from({ length: 40 }, () => store.load('a', now))
    const failures = (await Promise.allSettled(loads)).flatMap((load) =>
      load.status === 'rejected' ? [load.reason] : [],
    )
    await pool.end()
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of failures) {
      expect(failure).toMatchObject({
        code: 'ERR_STORE_SETUP',
        message: expect.stringContaining('prepares statements by name'),
      })
    }
  })

  it('works again after the server behind the pooler was away', { timeout: 60_000 }, async () => {
    const pool = new PostgresPool({ connectionString: pooler.url() })
    pool.on('error', () => {})
    // Without this option the client ends the process when its own first query fails.
    const sql = postgres(pooler.url(), { fetch_types: false })
    const options = { createTable, table: 'away' }
    const stores: readonly Store[] = [postgresStore(pool, options), postgresStore(sql, options)]
    for (const [index, store] of stores.entries()) {
      expect(await store.create(`key ${index}`, entry, now)).toBe(true)
    }
    await server.kill9()
    for (const turn of [1, 2, 3]) {
      for (const [index, store] of stores.entries()) {
        await expect(store.load(`key ${index}`, now), `turn ${turn}`).rejects.toMatchObject({
          code: 'ERR_STORE_UNAVAILABLE',
          message: expect.not.stringContaining('key'),
        })
      }
    }
    await server.start()
    for (const [index, store] of stores.entries()) {
      await expect
        .poll(() => store.load(`key ${index}`, now).catch(() => null), { timeout: 20_000 })
        .toMatchObject({ version: 1 })
    }
    await Promise.all([pool.end(), sql.end({ timeout: 1 })])
  })
})

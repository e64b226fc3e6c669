import { type PostgresStoreOptions, postgresSchema, postgresStore } from 'coatcheck/stores/postgres'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoatcheckError } from '../../src/errors.ts'
import { systemClock } from '../../src/time.ts'
import { PostgresPool } from '../clients/postgres-pool.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { sparePort } from '../servers/spare-port.ts'

let server: PostgresServer
let admin: pg.Client
const now = systemClock()
const entry = { value: Uint8Array.of(1), subject: null, touchedAt: now, expiresAt: now + 60 }

beforeAll(async () => {
  server = await startPostgres()
  admin = new pg.Client(server.url())
  await admin.connect()
})

afterAll(async () => {
  await admin.end()
  await server[Symbol.asyncDispose]()
})

/** What a store on each client rejects a `create` with, which has to be the same. */
async function refusal(url: string, options?: PostgresStoreOptions): Promise<[string, string]> {
  const pool = new PostgresPool({ connectionString: url })
  const sql = postgres(url, { onnotice: () => {} })
  const refusals = []
  for (const store of [postgresStore(pool, options), postgresStore(sql, options)]) {
    refusals.push(await store.create('the key', entry, now).catch((error: unknown) => error))
  }
  await Promise.all([pool.end(), sql.end()])
  const [one, other] = refusals
  const { code, message } = one as CoatcheckError
  expect(other).toMatchObject({ code, message })
  expect(message).not.toMatch(/the key|s3cret|wrong/)
  return [code, message]
}

describe('the table of a PostgreSQL store', () => {
  it('is made by any number of stores at once', async () => {
    const pools = Array.from(
      { length: 6 },
      () => new PostgresPool({ connectionString: server.url() }),
    )
    const options = { createTable: true, table: 'made_at_once' }
    const stores = pools.map((pool) => postgresStore(pool, options))
    const created = await Promise.all(stores.map((store) => store.create('a', entry, now)))
    expect(created.filter((isCreated) => isCreated)).toHaveLength(1)
    await Promise.all(pools.map((pool) => pool.end()))
  })

  it('is the same when the schema was run before, twice, and leaves what is in it', async () => {
    await admin.query('CREATE SCHEMA shop')
    await admin.query(postgresSchema('shop.Sessions'))
    const store = postgresStore(admin, { table: 'shop.Sessions' })
    expect(await store.create('a', entry, now)).toBe(true)
    await admin.query(postgresSchema('shop.Sessions'))
    expect(await store.load('a', now)).toEqual({ ...entry, version: 1 })
  })

  it('may be made while the store asks for it in vain', async () => {
    const store = postgresStore(admin, { table: 'late' })
    await expect(store.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_SETUP' })
    await admin.query(postgresSchema('late'))
    expect(await store.load('a', now)).toBeNull()
    await admin.query('DROP TABLE late')
    await expect(store.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_SETUP' })
    await admin.query(postgresSchema('late'))
    expect(await store.load('a', now)).toBeNull()
  })

  it('is named by plain words', () => {
    for (const table of ['', 'a b', 'a"; DROP TABLE b', 'a.b.c', '1a', 'é', 'x'.repeat(49)]) {
      expect(() => postgresStore(admin, { table }), table).toThrow(
        expect.objectContaining({ code: 'ERR_OPTIONS' }),
      )
    }
  })
})

describe('a PostgreSQL store that cannot work says how to mend it', () => {
  it('without a table', async () => {
    expect(await refusal(server.url(), { table: 'missing' })).toEqual([
      'ERR_STORE_SETUP',
      'the PostgreSQL store: there is no table "missing"; make it as `coatcheck schema postgres` ' +
        'prints it, or set the option createTable',
    ])
  })

  it('with a table of another shape', async () => {
    const columns = `version bigint NOT NULL, subject text, touched_at bigint, expires_at bigint,
      stamped_at bigint, value bytea`
    const tables = {
      other: ['key text, value jsonb', /version bigint, subject text, .*value bytea; make/],
      plain: [`key text PRIMARY KEY, ${columns}`, /without the collation "C" of key; make/],
      loose: [`key text COLLATE "C", ${columns}`, /without the primary key on key; make/],
      strict: [`key text COLLATE "C" PRIMARY KEY, a int NOT NULL, ${columns}`, /constraints/],
    } as const
    for (const [table, [shape, expected]] of Object.entries(tables)) {
      await admin.query(`CREATE TABLE ${table} (${shape})`)
      const [code, message] = await refusal(server.url(), { table, createTable: true })
      expect(code).toBe('ERR_STORE_SETUP')
      expect(message).toMatch(expected)
    }
  })

  it('with a wrong password, user, database or host', async () => {
    const urls = {
      [server.url().replace('s3cret', 'wrong')]: /refuses this user/,
      [server.url().replace('postgres:s3cret', 'nobody:s3cret')]: /refuses this user/,
      [server.url('nowhere')]: /no such database/,
      [server.url().replace('127.0.0.1', 'nowhere.invalid')]: /no such host/,
    }
    for (const [url, expected] of Object.entries(urls)) {
      const [code, message] = await refusal(url)
      expect(code, message).toBe('ERR_STORE_SETUP')
      expect(message).toMatch(expected)
    }
  })

  it('where nobody listens', async () => {
    const [code, message] = await refusal(`postgres://a:s3cret@127.0.0.1:${await sparePort()}/a`)
    expect(code).toBe('ERR_STORE_UNAVAILABLE')
    expect(message).toBe(
      'the PostgreSQL store could not create (ECONNREFUSED): see whether the server runs, answers ' +
        'at this address and takes more connections',
    )
  })

  it('with a user that may only read, or that has no right at all', async () => {
    await admin.query(`${postgresSchema('granted')}
      CREATE USER reader PASSWORD 's3cret'; ALTER USER reader SET default_transaction_read_only = on;
      GRANT ALL ON granted TO reader; CREATE USER stranger PASSWORD 's3cret'`)
    const users = { reader: /is read-only; connect to the primary/, stranger: /may not do that/ }
    for (const [user, expected] of Object.entries(users)) {
      const url = server.url().replace('postgres:s3cret', `${user}:s3cret`)
      const [code, message] = await refusal(url, { table: 'granted' })
      expect(code, message).toBe('ERR_STORE_SETUP')
      expect(message).toMatch(expected)
    }
  })

  it('on a server that is too old', async () => {
    const store = postgresStore({
      async query(text, values) {
        const result = await admin.query(text, values)
        return { rows: result.rows.map((row: object) => ({ ...row, server: '120022' })) }
      },
    })
    await expect(store.load('a', now)).rejects.toMatchObject({
      code: 'ERR_STORE_SETUP',
      message: 'the PostgreSQL store: it is version 12; use PostgreSQL 13 or newer',
    })
  })

  it('on a client that is none', () => {
    for (const client of [null, undefined, 'postgres://', {}, () => {}]) {
      // A program without types may hand over anything.
      expect(() => postgresStore(client as unknown as pg.Pool)).toThrow(
        expect.objectContaining({ code: 'ERR_OPTIONS' }),
      )
    }
  })

  it('on a client with type parsers of its own', async () => {
    const types = { getTypeParser: () => (text: string) => text }
    const client = new pg.Client({ connectionString: server.url(), types })
    await client.connect()
    const store = postgresStore(client, { createTable: true, table: 'parsed' })
    expect(await store.create('a', entry, now)).toBe(true)
    await expect(store.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_SETUP' })
    await client.end()
  })
})

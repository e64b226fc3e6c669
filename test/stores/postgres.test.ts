import { type PgClient, type PostgresStoreOptions, postgresStore } from 'coatcheck/stores/postgres'
import { storeContract } from 'coatcheck/testing'
import pg from 'pg'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import { systemClock } from '../../src/time.ts'
import { PostgresPool } from '../clients/postgres-pool.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'

let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres()
})

afterAll(async () => {
  await server[Symbol.asyncDispose]()
})

/** A client, with what makes a store on it. */
interface Connected {
  store(options: PostgresStoreOptions): Store
  end(): Promise<unknown>
}

function onPool(config: pg.PoolConfig): Connected {
  const pool = new PostgresPool({ max: 8, ...config })
  return { store: (options) => postgresStore(pool, options), end: () => pool.end() }
}

// As a pooler in transaction mode does: no two statements in a row come over one connection.
function onTurns(connectionString: string): Connected {
  const pools = [1, 2, 3].map(() => new PostgresPool({ connectionString, max: 1 }))
  let turn = 0
  const client: PgClient = {
    async query(text, values) {
      turn += 1
      const pool = pools[turn % pools.length]
      if (pool === undefined) throw new Error('there is no connection')
      return pool.query(text, values)
    },
  }
  return {
    store: (options) => postgresStore(client, options),
    end: () => Promise.all(pools.map((pool) => pool.end())),
  }
}

const clients: Readonly<Record<string, (url: string) => Connected>> = {
  'a pool of pg': (connectionString) => onPool({ connectionString }),
  'a pool of pg whose transactions are serializable': (connectionString) =>
    onPool({ connectionString, options: '-c default_transaction_isolation=serializable' }),
  postgres(url) {
    const sql = postgres(url, { max: 8 })
    return { store: (options) => postgresStore(sql, options), end: () => sql.end() }
  },
  'postgres that renames columns and gives long numbers as bigint'(url) {
    const sql = postgres(url, {
      max: 8,
      transform: postgres.pascal,
      types: { bigint: postgres.BigInt },
    })
    return { store: (options) => postgresStore(sql, options), end: () => sql.end() }
  },
  'connections of pg that take turns': onTurns,
}

for (const [index, [name, connect]] of Object.entries(clients).entries()) {
  describe(`the PostgreSQL store on ${name} keeps the store contract`, () => {
    let connected: Connected
    let store: Store

    beforeAll(() => {
      connected = connect(server.url())
      store = connected.store({ createTable: true, table: `contract_${index}` })
    })

    afterAll(() => connected.end())

    for (const rule of storeContract) {
      it(rule.name, () => rule.check({ store, now: systemClock() }))
    }
  })
}

describe('postgresStore', () => {
  it('runs one statement a verb, and prepares none by name', async () => {
    const client = new pg.Client(server.url())
    await client.connect()
    let statements = 0
    const store = postgresStore(
      {
        query(text, values) {
          statements += 1
          return client.query(text, values)
        },
      },
      { createTable: true, table: 'counted' },
    )
    const now = systemClock()
    const entry = { value: Uint8Array.of(1), subject: 's', touchedAt: now, expiresAt: now + 60 }
    await store.load('a', now)
    const verbs: Readonly<Record<string, () => Promise<unknown>>> = {
      create: () => store.create('a', entry, now),
      load: () => store.load('a', now),
      update: () => store.update('a', entry, 1, now),
      touch: () => store.touch('a', now, now + 90, now),
      listBySubject: () => store.listBySubject('s', { limit: 10 }, now),
      delete: () => store.delete('a', now, 's'),
      raiseNotBefore: () => store.raiseNotBefore('s'),
      notBefore: () => store.notBefore('s'),
      raiseEpoch: () => store.raiseEpoch(),
      epoch: () => store.epoch(),
      sweep: () => store.sweep(100, now),
    }
    for (const [verb, act] of Object.entries(verbs)) {
      statements = 0
      await act()
      expect(statements, verb).toBe(1)
    }
    expect((await client.query('SELECT * FROM pg_prepared_statements')).rows).toEqual([])
    await client.end()
  })

  it('sweeps past rows that somebody holds, in batches', async () => {
    const { store: make, end } = onPool({ connectionString: server.url() })
    const [store, now] = [make({ createTable: true, table: 'swept' }), systemClock()]
    await store.load('a', now)
    const holder = new pg.Client(server.url())
    await holder.connect()
    await holder.query(`INSERT INTO swept (key, version, touched_at, expires_at)
      SELECT 'k' || n, 1, 0, 1 FROM generate_series(1, 2500) AS n`)
    await holder.query('BEGIN')
    await holder.query(`SELECT FROM swept WHERE key = 'k7' FOR UPDATE`)
    const removed = await Promise.all([store.sweep(10_000, now), store.sweep(10_000, now)])
    expect(removed[0] + removed[1]).toBe(2_499)
    await holder.query('ROLLBACK')
    expect(await store.sweep(10_000, now)).toBe(1)
    await Promise.all([holder.end(), end()])
  })

  it('keeps what it acknowledged when the server is killed, and works again after it', async () => {
    const sql = postgres(server.url(), { max: 4 })
    const pool = new PostgresPool({ connectionString: server.url(), max: 4 })
    pool.on('error', () => {})
    const options = { createTable: true, table: 'killed' }
    const [stores, now] = [
      [postgresStore(sql, options), postgresStore(pool, options)],
      systemClock(),
    ]
    const entry = { value: Uint8Array.of(1), subject: null, touchedAt: now, expiresAt: now + 60 }
    for (const [index, store] of stores.entries()) {
      expect(await store.create(`key ${index}`, entry, now)).toBe(true)
    }
    await server.kill9()
    for (const [index, store] of stores.entries()) {
      await expect(store.load(`key ${index}`, now)).rejects.toMatchObject({
        code: 'ERR_STORE_UNAVAILABLE',
        message: expect.not.stringContaining('key'),
      })
    }
    await server.start()
    for (const [index, store] of stores.entries()) {
      await expect
        .poll(() => store.load(`key ${index}`, now).catch(() => null), { timeout: 10_000 })
        .toMatchObject({ version: 1 })
    }
    await Promise.all([sql.end({ timeout: 1 }), pool.end()])
  })
})

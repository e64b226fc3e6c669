import { createSessions } from 'coatcheck'
import { postgresStore } from 'coatcheck/stores/postgres'
import { storeContract } from 'coatcheck/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import { systemClock } from '../../src/time.ts'
import { PostgresPool } from '../clients/postgres-pool.ts'
import { describeWith, pgbouncer } from '../requirements.ts'
import { type Pgbouncer, startPgbouncer } from '../servers/pgbouncer.ts'
import { type PostgresServer, startPostgres } from '../servers/postgres.ts'
import { type Data, secret, Visitor } from '../stored/visitors.ts'

/** A store that is connected. */
interface Connected {
  readonly store: Store
  end(): Promise<unknown>
}

// With the options that each comes with. Four times as many connections as the pooler has.
const clients: Readonly<Record<string, (url: string, table: string) => Connected>> = {
  'a pool of pg'(connectionString, table) {
    const pool = new PostgresPool({ connectionString, max: 8 })
    return { store: postgresStore(pool, { createTable: true, table }), end: () => pool.end() }
  },
  postgres(url, table) {
    const sql = postgres(url, { max: 8 })
    return { store: postgresStore(sql, { createTable: true, table }), end: () => sql.end() }
  },
}

describeWith(pgbouncer, 'the PostgreSQL store behind PgBouncer in transaction mode', () => {
  let server: PostgresServer
  let pooler: Pgbouncer

  beforeAll(async () => {
    server = await startPostgres()
    pooler = await startPgbouncer(server, 'transaction')
  })

  afterAll(async () => {
    await pooler?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  for (const [index, [name, connect]] of Object.entries(clients).entries()) {
    describe(`on ${name} keeps the store contract`, () => {
      let connected: Connected

      beforeAll(() => {
        connected = connect(pooler.url(), `contract_${index}`)
      })

      afterAll(() => connected.end())

      for (const rule of storeContract) {
        it(rule.name, () => rule.check({ store: connected.store, now: systemClock() }))
      }
    })
  }

  it('works on the two connections of the pooler, whose clients have six', async () => {
    const pool = new PostgresPool({ connectionString: pooler.url(), max: 6 })
    const held = Array.from({ length: 6 }, () => pool.query('SELECT pg_backend_pid(), pg_sleep(0)'))
    const pids = (await Promise.all(held)).map(({ rows }) => rows[0].pg_backend_pid)
    expect(pool.totalCount).toBe(6)
    expect(new Set(pids).size).toBeLessThanOrEqual(2)
    await pool.end()
  })

  it('counts 300 parallel updates of two processes exactly, each with a client of its own', async () => {
    const connected = Object.values(clients).map((connect) => connect(pooler.url(), 'counted'))
    const [one, other] = connected.map(({ store }) =>
      createSessions<Data>({ secrets: secret, store, now: systemClock }),
    )
    if (one === undefined || other === undefined) throw new Error('there are two clients')
    const visitor = new Visitor(one)
    await visitor.visit((session) => session.set('visits', 0))
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, i) =>
        new Visitor(i % 2 === 0 ? one : other, visitor.cookie).visit((session) =>
          session.update((data) => {
            data.visits = (data.visits ?? 0) + 1
          }),
        ),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    const counted = await visitor.visit((session) => session.get('visits'))
    expect(await counted.json()).toBe(300)
    await Promise.all(connected.map(({ end }) => end()))
  })
})

import { type MysqlStoreOptions, mysqlSchema, mysqlStore } from 'coatcheck/stores/mysql'
import { createPool as createCallbackPool } from 'mysql2'
import { createPool, type Pool } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CoatcheckError } from '../../src/errors.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, mariadb } from '../requirements.ts'
import { type MariadbServer, startMariadb } from '../servers/mariadb.ts'
import { sparePort } from '../servers/spare-port.ts'

const now = systemClock()
const entry = { value: Uint8Array.of(1), subject: null, touchedAt: now, expiresAt: now + 60 }

/** What a store rejects a `create` with. */
async function refusal(url: string, options?: MysqlStoreOptions): Promise<[string, string]> {
  const pool = createPool({ uri: url })
  const store = mysqlStore(pool, options)
  const error: unknown = await store.create('the key', entry, now).catch((found) => found)
  await pool.end()
  const { code, message } = error as CoatcheckError
  expect(message).not.toMatch(/the key|s3cret|wrong/)
  return [code, message]
}

describeWith(mariadb, 'a MariaDB server', () => {
  let server: MariadbServer
  let admin: Pool

  beforeAll(async () => {
    server = await startMariadb()
    admin = createPool({ uri: server.url(), multipleStatements: true })
  })

  afterAll(async () => {
    await admin.end()
    await server[Symbol.asyncDispose]()
  })

  describe('the table of a MySQL store', () => {
    it('is made by any number of stores at once', async () => {
      const pools = Array.from({ length: 6 }, () => createPool(server.url()))
      const options = { createTable: true, table: 'made_at_once' }
      const stores = pools.map((pool) => mysqlStore(pool, options))
      const created = await Promise.all(stores.map((store) => store.create('a', entry, now)))
      expect(created.filter((isCreated) => isCreated)).toHaveLength(1)
      await Promise.all(pools.map((pool) => pool.end()))
    })

    it('is the same when the schema was run before, twice, and leaves what is in it', async () => {
      await admin.query('CREATE DATABASE other')
      await admin.query(mysqlSchema('other.Sessions'))
      const store = mysqlStore(admin, { table: 'other.Sessions' })
      expect(await store.create('a', entry, now)).toBe(true)
      await admin.query(mysqlSchema('other.Sessions'))
      expect(await store.load('a', now)).toEqual({ ...entry, version: 1 })
    })

    it('may be made while the store asks for it in vain', async () => {
      const store = mysqlStore(admin, { table: 'late' })
      await expect(store.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_SETUP' })
      await admin.query(mysqlSchema('late'))
      expect(await store.load('a', now)).toBeNull()
      await admin.query('DROP TABLE late')
      await expect(store.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_SETUP' })
      await admin.query(mysqlSchema('late'))
      expect(await store.load('a', now)).toBeNull()
    })

    it('is named by plain words', () => {
      for (const table of ['', 'a b', 'a`; DROP TABLE b', 'a.b.c', '1a', 'é', 'x'.repeat(49)]) {
        expect(() => mysqlStore(admin, { table }), table).toThrow(
          expect.objectContaining({ code: 'ERR_OPTIONS' }),
        )
      }
    })
  })

  describe('a MySQL store that cannot work says how to mend it', () => {
    it('without a table', async () => {
      expect(await refusal(server.url(), { table: 'missing' })).toEqual([
        'ERR_STORE_SETUP',
        'the MySQL store: there is no table `missing`; make it as `coatcheck schema mysql` prints ' +
          'it, or set the option createTable',
      ])
    })

    it('with a table of another shape', async () => {
      const columns = `version bigint NOT NULL, subject varbinary(256), touched_at bigint,
        expires_at bigint, stamped_at bigint, value longblob`
      const tables = {
        other_shape: [
          '`key` varchar(50), value json',
          /without key varbinary, version bigint, .*;/,
        ],
        loose: [`\`key\` varbinary(300), ${columns}`, /without the primary key on key; make/],
        paired: [
          `\`key\` varbinary(300), ${columns}, PRIMARY KEY (\`key\`, version)`,
          /without the primary key on key; make/,
        ],
        strict: [`\`key\` varbinary(300) PRIMARY KEY, a int NOT NULL, ${columns}`, /another shape/],
      } as const
      for (const [table, [shape, expected]] of Object.entries(tables)) {
        await admin.query(`CREATE TABLE ${table} (${shape})`)
        const [code, message] = await refusal(server.url(), { table, createTable: true })
        expect(message).toMatch(expected)
        expect(code).toBe('ERR_STORE_SETUP')
      }
      await admin.query(mysqlSchema('crashing').replace('InnoDB', 'Aria'))
      const [, message] = await refusal(server.url(), { table: 'crashing' })
      expect(message).toMatch(/without the engine InnoDB/)
    })

    it('with a wrong password, user, database or host', async () => {
      const urls = {
        [server.url().replace('s3cret', 'wrong')]: /refuses this user/,
        [server.url().replace('root:s3cret', 'nobody:s3cret')]: /refuses this user/,
        [server.url('nowhere')]: /no such database/,
        [server.url('')]: /there is no table/,
        [server.url().replace('127.0.0.1', 'nowhere.invalid')]: /no such host/,
      }
      for (const [url, expected] of Object.entries(urls)) {
        const [code, message] = await refusal(url)
        expect(message).toMatch(expected)
        expect(code).toBe('ERR_STORE_SETUP')
      }
    })

    it('where nobody listens', async () => {
      const [code, message] = await refusal(`mysql://a:s3cret@127.0.0.1:${await sparePort()}/a`)
      expect(code).toBe('ERR_STORE_UNAVAILABLE')
      expect(message).toBe(
        'the MySQL store could not create (ECONNREFUSED): see whether the server runs, answers at ' +
          'this address and takes more connections',
      )
    })

    it('with a user that has not the right', async () => {
      await admin.query(`${mysqlSchema('granted')}
        CREATE USER reader@localhost IDENTIFIED BY 's3cret';
        GRANT SELECT ON shop.granted TO reader@localhost;`)
      const url = server.url().replace('root', 'reader')
      const [code, message] = await refusal(url, { table: 'granted' })
      expect(message).toMatch(/may not do that; grant SELECT, INSERT/)
      expect(code).toBe('ERR_STORE_SETUP')
    })

    it('on a server that becomes a replica', async () => {
      const store = mysqlStore(admin, { createTable: true, table: 'replicated' })
      expect(await store.create('a', entry, now)).toBe(true)
      await admin.query(`CREATE USER app@localhost IDENTIFIED BY 's3cret';
        GRANT ALL ON shop.* TO app@localhost;`)
      const pool = createPool(server.url().replace('root', 'app'))
      const before = mysqlStore(pool, { table: 'replicated' })
      expect(await before.load('a', now)).toMatchObject({ version: 1 })
      await admin.query('SET GLOBAL read_only = ON')
      for (const verb of [
        () => before.touch('a', now, now + 90, now),
        () => mysqlStore(pool, { table: 'replicated' }).load('a', now),
      ]) {
        await expect(verb()).rejects.toMatchObject({
          code: 'ERR_STORE_SETUP',
          message: expect.stringMatching(/read-only.*; connect to the primary server/),
        })
      }
      await admin.query('SET GLOBAL read_only = OFF')
      expect(await before.touch('a', now, now + 90, now)).toBe(true)
      await pool.end()
    })

    it('on connections that do not commit by themselves', async () => {
      await admin.query('SET GLOBAL autocommit = OFF')
      const [code, message] = await refusal(server.url(), { createTable: true })
      await admin.query('SET GLOBAL autocommit = ON')
      expect(message).toMatch(/switch autocommit on/)
      expect(code).toBe('ERR_STORE_SETUP')
    })

    it('on a server that is too old', async () => {
      for (const version of ['10.5.29-MariaDB-1:10.5.29+maria~deb11', '5.7.44-log']) {
        const store = mysqlStore({
          async execute(statement) {
            const [rows] = await admin.execute(statement)
            return [Array.isArray(rows) ? rows.map((row) => [version, ...rest(row)]) : rows]
          },
        })
        await expect(store.load('a', now)).rejects.toMatchObject({
          code: 'ERR_STORE_SETUP',
          message: `the MySQL store: it is version ${version}; use MariaDB 10.6, MySQL 8.0 or newer`,
        })
      }
    })

    it('on a client that is none', () => {
      const pool = createCallbackPool({ uri: server.url() })
      for (const client of [null, undefined, 'mysql://', {}, () => {}, pool]) {
        // A program without types may hand over anything.
        expect(() => mysqlStore(client as unknown as Pool)).toThrow(
          expect.objectContaining({ code: 'ERR_OPTIONS' }),
        )
      }
      pool.end()
    })
  })
})

function rest(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row.slice(1) : []
}

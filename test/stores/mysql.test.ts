import { type MysqlClient, mysqlStore } from 'coatcheck/stores/mysql'
import { storeContract } from 'coatcheck/testing'
import { createPool, type Pool, type PoolOptions } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, mariadb } from '../requirements.ts'
import { type MariadbServer, startMariadb } from '../servers/mariadb.ts'

/** A pool's options, with what is set on the server before its connections are made. */
interface Setting {
  readonly options?: PoolOptions
  readonly globals?: readonly string[]
}

const settings: Readonly<Record<string, Setting>> = {
  'a pool as it comes': {},
  'a pool that counts changed rows, gives numbers as texts and speaks Latin-1': {
    options: {
      flags: ['-FOUND_ROWS'],
      supportBigNumbers: true,
      bigNumberStrings: true,
      namedPlaceholders: true,
      nestTables: true,
      charset: 'latin1_german2_ci',
    },
  },
  'a server whose transactions are serializable': {
    globals: ["tx_isolation = 'SERIALIZABLE'"],
  },
  'a server that refuses to read past a snapshot, and is not strict': {
    globals: ['innodb_snapshot_isolation = ON', "sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'"],
  },
}

describeWith(mariadb, 'the MySQL store', () => {
  let server: MariadbServer

  beforeAll(async () => {
    server = await startMariadb()
  })

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })

  for (const [index, [name, { options, globals = [] }]] of Object.entries(settings).entries()) {
    describe(`on ${name} keeps the store contract`, () => {
      let pool: Pool
      let store: Store

      beforeAll(async () => {
        await setGlobals(server, globals)
        pool = createPool({ uri: server.url(), connectionLimit: 8, ...options })
        store = mysqlStore(pool, { createTable: true, table: `contract_${index}` })
      })

      afterAll(async () => {
        await pool.end()
        const defaults = globals.map((text) => text.replace(/ = .*/, ' = DEFAULT'))
        await setGlobals(server, defaults)
      })

      for (const rule of storeContract) {
        it(rule.name, () => rule.check({ store, now: systemClock() }))
      }
    })
  }

  it('runs one statement a verb', async () => {
    const pool = createPool({ uri: server.url() })
    let statements = 0
    const counting: MysqlClient = {
      execute(statement) {
        statements += 1
        return pool.execute(statement)
      },
    }
    const store = mysqlStore(counting, { createTable: true, table: 'counted' })
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
    await pool.end()
  })

  it('repeats what the server undid for the sake of another transaction, but not for ever', async () => {
    const pool = createPool({ uri: server.url() })
    let undoings = 0
    const store = mysqlStore(
      {
        execute(statement) {
          undoings -= 1
          return undoings < 0 ? pool.execute(statement) : Promise.reject(deadlock)
        },
      },
      { createTable: true, table: 'contended' },
    )
    const deadlock = Object.assign(new Error('Deadlock found'), { code: 'ER_LOCK_DEADLOCK' })
    expect(await store.raiseEpoch()).toBe(1)
    undoings = 3
    expect(await store.raiseEpoch()).toBe(2)
    undoings = 1_000
    await expect(store.raiseEpoch()).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    await pool.end()
  })

  it('tells keys and subjects of any characters apart to the last space', async () => {
    const pool = createPool({ uri: server.url(), charset: 'latin1_german2_ci' })
    const store = mysqlStore(pool, { createTable: true, table: 'any_characters' })
    const now = systemClock()
    const texts = ['a', 'a ', 'A', 'ä', 'é\u0301', 'Ж', '雪', '🧥'.repeat(32), "'; --", '\\', '\0']
    for (const text of texts) {
      const entry = { value: new Uint8Array(), subject: text, touchedAt: now, expiresAt: now + 60 }
      expect(await store.create(text, entry, now), text).toBe(true)
      await store.raiseNotBefore(text)
    }
    for (const text of texts) {
      const { entries } = await store.listBySubject(text, { limit: 10 }, now)
      expect(entries.map(({ key, entry }) => [key, entry.subject])).toEqual([[text, text]])
    }
    await pool.end()
  })

  it('sweeps past rows that somebody holds, in batches', async () => {
    const pool = createPool({ uri: server.url() })
    const [store, now] = [mysqlStore(pool, { createTable: true, table: 'swept' }), systemClock()]
    await store.load('a', now)
    await pool.query(`INSERT INTO swept (\`key\`, version, touched_at, expires_at)
      SELECT CONCAT('k', seq), 1, 0, seq FROM seq_1_to_2500`)
    const holder = await pool.getConnection()
    await holder.query('START TRANSACTION')
    await holder.query("SELECT * FROM swept WHERE `key` = 'k7' FOR UPDATE")
    const removed = await Promise.all([store.sweep(10_000, now), store.sweep(10_000, now)])
    expect(removed[0] + removed[1]).toBe(2_499)
    await holder.query('ROLLBACK')
    holder.release()
    expect(await store.sweep(10_000, now)).toBe(1)
    await pool.end()
  })

  it('keeps what it acknowledged when the server is killed, and works again after it', async () => {
    const pool = createPool({ uri: server.url() })
    const [store, now] = [mysqlStore(pool, { createTable: true, table: 'killed' }), systemClock()]
    const entry = { value: Uint8Array.of(1), subject: null, touchedAt: now, expiresAt: now + 60 }
    expect(await store.create('the key', entry, now)).toBe(true)
    await server.kill9()
    for (const _ of [1, 2]) {
      await expect(store.load('the key', now)).rejects.toMatchObject({
        code: 'ERR_STORE_UNAVAILABLE',
        message: expect.not.stringContaining('key'),
      })
    }
    await server.start()
    await expect
      .poll(() => store.load('the key', now).catch(() => null), { timeout: 10_000 })
      .toMatchObject({ version: 1 })
    await pool.end()
  })
})

async function setGlobals(server: MariadbServer, globals: readonly string[]): Promise<void> {
  const pool = createPool({ uri: server.url() })
  for (const assignment of globals) await pool.query(`SET GLOBAL ${assignment}`)
  await pool.end()
}

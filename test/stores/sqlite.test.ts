import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SqliteStore, sqliteStore } from 'coatcheck/stores/sqlite'
import { storeContract } from 'coatcheck/testing'
import Libsql from 'libsql'
import { afterAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-sqlite-'))

afterAll(() => rmSync(folder, { recursive: true }))

const places: Readonly<Record<string, () => SqliteStore>> = {
  'a file': () => sqliteStore(join(folder, 'contract.db')),
  'a file, waiting for the disk': () =>
    sqliteStore(join(folder, 'full.db'), { synchronous: 'full', table: 'main.waiting' }),
  memory: () => sqliteStore(':memory:'),
  'a database of libsql that was handed over': () =>
    sqliteStore(new Libsql(join(folder, 'handed.db'))),
}

for (const [name, make] of Object.entries(places)) {
  describe(`the SQLite store in ${name} keeps the store contract`, () => {
    const store = make()

    afterAll(() => store.close())

    for (const rule of storeContract) {
      it(rule.name, () => rule.check({ store, now: systemClock() }))
    }
  })
}

describe('sqliteStore', () => {
  const now = systemClock()
  const entry = { value: Uint8Array.of(1), subject: 's', touchedAt: now, expiresAt: now + 60 }

  it('runs one statement a verb, and prepares it once', async () => {
    const database = new Libsql(':memory:')
    const ran: string[] = []
    let prepared = 0
    const store = sqliteStore({
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        prepared += 1
        const statement = database.prepare(sql)
        return {
          all(...values) {
            ran.push(sql)
            return statement.all(...values)
          },
          run(...values) {
            ran.push(sql)
            return statement.run(...values)
          },
        }
      },
    })
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
    for (const act of Object.values(verbs)) await act()
    prepared = 0
    for (const [verb, act] of Object.entries(verbs)) {
      ran.length = 0
      await act()
      expect(ran, verb).toHaveLength(1)
    }
    expect(prepared).toBe(0)
  })

  it('finds keys, subjects and what is over by an index', async () => {
    const database = new Libsql(':memory:')
    const plans: string[] = []
    const store = sqliteStore({
      exec: (sql) => database.exec(sql),
      prepare(sql) {
        const statement = database.prepare(sql)
        if (/^(SELECT (version|key)|UPDATE|DELETE)/.test(sql)) {
          const steps = database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all()
          plans.push(steps.map((step) => String(Reflect.get(Object(step), 'detail'))).join())
        }
        return statement
      },
    })
    await store.create('a', entry, now)
    await store.load('a', now)
    await store.update('a', entry, 1, now)
    await store.touch('a', now, now + 60, now)
    await store.listBySubject('s', { limit: 10 }, now)
    await store.delete('a', now)
    await store.sweep(10, now)
    expect(plans).toHaveLength(6)
    for (const plan of plans) expect(plan).toMatch(/SEARCH .* USING/)
    expect(plans.join()).not.toMatch(/\bSCAN\b|TEMP B-TREE/)
  })

  it('sweeps in batches, between which the process goes on', async () => {
    const database = new Libsql(':memory:')
    const store = sqliteStore(database)
    await store.load('a', now)
    database.exec(`INSERT INTO coatcheck_sessions (key, version, touched_at, expires_at)
      WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 1000)
      SELECT 'k' || n, 1, 0, 1 FROM n`)
    const [removed, left] = await Promise.all([
      store.sweep(700, now),
      new Promise((resolve) => setImmediate(resolve)).then(() => countOf(database)),
    ])
    expect(removed).toBe(700)
    expect(left).toBeGreaterThan(300)
    expect(countOf(database)).toBe(300)
    expect(await store.sweep(1_000, now)).toBe(300)
  })

  it('stamps with the clock of this machine', async () => {
    const store = sqliteStore(':memory:')
    const before = Date.now()
    const stamp = await store.raiseNotBefore('s')
    const { at, storeNow } = await store.notBefore('s')
    expect(stamp).toBeGreaterThan(before)
    expect(stamp).toBeLessThanOrEqual(Date.now() + 1)
    expect(at).toBe(stamp)
    expect(storeNow).toBeGreaterThanOrEqual(stamp)
  })

  it('keeps stamps for 400 days, and the epoch for ever', async () => {
    const store = sqliteStore(':memory:')
    const stamp = await store.raiseNotBefore('s')
    await store.raiseEpoch()
    const day = 86_400
    expect(await store.sweep(10, now + 400 * day)).toBe(0)
    expect(await store.notBefore('s')).toMatchObject({ at: stamp })
    expect(await store.sweep(10, now + 401 * day)).toBe(1)
    expect(await store.notBefore('s')).toMatchObject({ at: 0 })
    expect(await store.sweep(10, now + 4_000 * day)).toBe(0)
    expect(await store.epoch()).toMatchObject({ epoch: 1 })
  })

  it('keeps what is in the file when it is opened again', async () => {
    const path = join(folder, 'again.db')
    const first = sqliteStore(path)
    expect(await first.create('a', entry, now)).toBe(true)
    first.close()
    await expect(first.load('a', now)).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message: 'the SQLite store: it was closed',
    })
    const second = sqliteStore(path)
    expect(await second.load('a', now)).toEqual({ ...entry, version: 1 })
    second.close()
  })

  it('leaves a database that was handed over open', async () => {
    const database = new Libsql(':memory:')
    const store = sqliteStore(database)
    await store.create('a', entry, now)
    store.close()
    await expect(store.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    expect(countOf(database)).toBe(1)
  })
})

function countOf(database: Libsql.Database): number {
  const [row] = database.prepare('SELECT count(*) AS count FROM coatcheck_sessions').all()
  return Number(Reflect.get(Object(row), 'count'))
}

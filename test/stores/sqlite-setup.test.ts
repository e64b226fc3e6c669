import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type SqliteDatabase,
  type SqliteStoreOptions,
  sqliteSchema,
  sqliteStore,
} from 'coatcheck/stores/sqlite'
import Libsql from 'libsql'
import { afterAll, describe, expect, it } from 'vitest'
import type { CoatcheckError } from '../../src/errors.ts'
import { sqliteDriver } from '../../src/stores/sqlite-database.ts'
import { systemClock } from '../../src/time.ts'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-sqlite-setup-'))
const now = systemClock()
const entry = { value: Uint8Array.of(1), subject: null, touchedAt: now, expiresAt: now + 60 }

// Two SQLite libraries in one process would not see each other's locks.
const open = sqliteDriver()

afterAll(() => rmSync(folder, { recursive: true }))

/** What a store rejects a `create` with. */
async function refusal(
  database: string | SqliteDatabase,
  options?: SqliteStoreOptions,
): Promise<readonly [string, string]> {
  const store = sqliteStore(database, options)
  const error: unknown = await store
    .create('the key', entry, now)
    .catch((caught: unknown) => caught)
  const { code, message } = error as CoatcheckError
  expect(message).not.toMatch(/the key|coatcheck-sqlite-setup/)
  return [code, message]
}

/** What a statement gives for the first column of each row. */
function column(database: SqliteDatabase, sql: string): readonly unknown[] {
  const rows = database.prepare(sql).all()
  return rows.map((row) => Object.values(Object(row))[0])
}

describe('the table of a SQLite store', () => {
  it('is the same when the schema was run before, twice, and leaves what is in it', async () => {
    const database = new Libsql(':memory:')
    database.exec(sqliteSchema('main.Sessions'))
    const store = sqliteStore(database, { table: 'main.Sessions' })
    expect(await store.create('a', entry, now)).toBe(true)
    database.exec(sqliteSchema('main.Sessions'))
    expect(await store.load('a', now)).toEqual({ ...entry, version: 1 })
  })

  it('may stand in an attached database', async () => {
    const database = new Libsql(':memory:')
    database.exec(`ATTACH ':memory:' AS apart`)
    const store = sqliteStore(database, { table: 'apart.sessions' })
    expect(await store.create('a', entry, now)).toBe(true)
    const names = column(database, 'SELECT name FROM apart.sqlite_schema')
    expect(names).toEqual(expect.arrayContaining(['sessions', 'sessions_subject']))
    expect(column(database, 'SELECT name FROM main.sqlite_schema')).toEqual([])
  })

  it('stands beside the tables of an app, whose user_version stays as it is', async () => {
    const path = join(folder, 'app.db')
    const app = open(path)
    app.exec('CREATE TABLE pages (text); INSERT INTO pages VALUES (1); PRAGMA user_version = 7')
    const store = sqliteStore(path)
    expect(await store.create('a', entry, now)).toBe(true)
    expect(column(app, 'PRAGMA user_version')).toEqual([7])
    expect(column(app, 'SELECT text FROM pages')).toEqual([1])
    app.close()
    store.close()
  })

  it('is made again when somebody dropped it', async () => {
    const database = new Libsql(':memory:')
    const store = sqliteStore(database)
    expect(await store.create('a', entry, now)).toBe(true)
    database.exec('DROP TABLE coatcheck_sessions')
    await expect(store.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_SETUP' })
    expect(await store.load('a', now)).toBeNull()
  })

  it('gets its indexes when whoever made it was stopped before them', async () => {
    const database = new Libsql(':memory:')
    const [table = ''] = sqliteSchema().split(';')
    database.exec(table)
    expect(await sqliteStore(database).create('a', entry, now)).toBe(true)
    const indexes = column(database, `SELECT name FROM sqlite_schema WHERE type = 'index'`)
    expect(indexes).toEqual(
      expect.arrayContaining(['coatcheck_sessions_subject', 'coatcheck_sessions_expires_at']),
    )
  })
})

describe('the file of a SQLite store', () => {
  it('is set to write-ahead logging', async () => {
    const path = join(folder, 'settings.db')
    const store = sqliteStore(path)
    expect(await store.create('a', entry, now)).toBe(true)
    const other = open(path)
    expect(column(other, 'PRAGMA journal_mode')).toEqual(['wal'])
    other.close()
    store.close()
  })
})

describe('a SQLite store that cannot work says how to mend it', () => {
  it('in a folder that is missing, until it is there', async () => {
    const path = join(folder, 'missing', 'sessions.db')
    const store = sqliteStore(path)
    await expect(store.create('a', entry, now)).rejects.toMatchObject({
      code: 'ERR_STORE_SETUP',
      message:
        'the SQLite store could not create: the file cannot be opened; make its folder, and let ' +
        'this process write there',
    })
    mkdirSync(join(folder, 'missing'))
    expect(await store.create('a', entry, now)).toBe(true)
    store.close()
  })

  it('where the path is that of a folder', async () => {
    const [code, message] = await refusal(folder)
    expect(code).toBe('ERR_STORE_SETUP')
    expect(message).toMatch(/cannot be opened/)
  })

  it('with a file that is no database', async () => {
    const path = join(folder, 'text')
    writeFileSync(path, 'no database at all '.repeat(100))
    const [code, message] = await refusal(path)
    expect(code).toBe('ERR_STORE_SETUP')
    expect(message).toMatch(/no SQLite database, or an encrypted one/)
    expect(readFileSync(path, 'utf8')).toBe('no database at all '.repeat(100))
  })

  it('with a file that is damaged', async () => {
    const path = join(folder, 'damaged.db')
    const before = open(path)
    before.exec(sqliteSchema())
    before.close()
    const bytes = readFileSync(path)
    writeFileSync(path, bytes.fill(0xff, 4_096))
    const [code, message] = await refusal(path)
    expect(code).toBe('ERR_STORE_SETUP')
    expect(message).toMatch(/file is damaged/)
  })

  it('with a database that is read-only', async () => {
    const database = new Libsql(':memory:')
    database.exec(`${sqliteSchema()}; PRAGMA query_only = ON`)
    const [code, message] = await refusal(database)
    expect(code).toBe('ERR_STORE_SETUP')
    expect(message).toMatch(/the database is read-only/)
  })

  it('with a table of another shape', async () => {
    const columns = `version INTEGER NOT NULL, subject TEXT, touched_at INTEGER, expires_at INTEGER,
      stamped_at INTEGER, value BLOB`
    const tables = {
      other: ['key TEXT, value JSON', /version INTEGER, subject TEXT, .*value BLOB; make/],
      strange: ['a, b', /without key TEXT, version INTEGER/],
      loose: [`key TEXT, ${columns}`, /without the primary key on key; make/],
      wider: [`key TEXT, a, ${columns}, PRIMARY KEY (key, a)`, /the primary key on key; make/],
      strict: [`key TEXT PRIMARY KEY, a INTEGER NOT NULL, ${columns}`, /constraints of its own/],
    } as const
    const database = new Libsql(':memory:')
    for (const [table, [shape, expected]] of Object.entries(tables)) {
      database.exec(`CREATE TABLE ${table} (${shape})`)
      const [code, message] = await refusal(database, { table })
      expect(code).toBe('ERR_STORE_SETUP')
      expect(message).toMatch(expected)
    }
  })

  it('on a disk that is full, until there is room', async () => {
    const database = new Libsql(join(folder, 'full.db'))
    const store = sqliteStore(database)
    expect(await store.create('a', entry, now)).toBe(true)
    database.exec('PRAGMA max_page_count = 10')
    const large = { ...entry, value: new Uint8Array(100_000) }
    await expect(store.create('b', large, now)).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message:
        'the SQLite store could not create: the disk is full, or the limit max_page_count is ' +
        'reached; make room',
    })
    expect(await store.load('a', now)).toMatchObject({ version: 1 })
    expect(await store.load('b', now)).toBeNull()
    database.exec('PRAGMA max_page_count = 1000')
    expect(await store.create('b', large, now)).toBe(true)
    database.close()
  })

  it('on a database that was closed', async () => {
    const database = new Libsql(':memory:')
    database.close()
    const [code, message] = await refusal(database)
    expect(code).toBe('ERR_STORE_UNAVAILABLE')
    expect(message).toMatch(/see whether the database is still open/)
  })

  it('with what is neither path nor database, or with a wrong option', () => {
    const wrong: readonly (readonly [unknown, object?])[] = [
      [''],
      ['file:sessions.db'],
      ['libsql://example.com'],
      ['sqlite:./sessions.db'],
      [null],
      [undefined],
      [{ exec() {} }],
      [':memory:', { synchronous: 'off' }],
      [':memory:', { busyTimeout: -1 }],
      [':memory:', { table: 'a b' }],
      [new Libsql(':memory:'), { synchronous: 'full' }],
    ]
    for (const [database, options] of wrong) {
      // A program without types may hand over anything.
      expect(() => sqliteStore(database as string, options)).toThrow(
        expect.objectContaining({ code: 'ERR_OPTIONS' }),
      )
    }
  })
})

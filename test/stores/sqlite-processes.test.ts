import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from 'coatcheck/stores/sqlite'
import Libsql from 'libsql'
import { afterAll, describe, expect, it } from 'vitest'
import { sqliteDriver } from '../../src/stores/sqlite-database.ts'
import { systemClock } from '../../src/time.ts'
import { startWriter } from './sqlite-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-sqlite-processes-'))
const now = systemClock()
const entry = { value: Uint8Array.of(1), subject: 's', touchedAt: now, expiresAt: now + 60 }

// Two SQLite libraries in one process would not see each other's locks.
const open = sqliteDriver()

afterAll(() => rmSync(folder, { recursive: true }))

describe('processes that share a SQLite file', () => {
  it('make it together, and lose none of their updates', { timeout: 120_000 }, async () => {
    const path = join(folder, 'shared.db')
    const writers = [1, 2, 3, 4].map((at) => startWriter(path, `writer-${at}`, 100))
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual([0, 0, 0, 0])
    const versions = writers.flatMap((writer) => writer.lines().map(Number))
    expect(versions.sort((one, other) => one - other)).toEqual(
      Array.from({ length: 400 }, (_, at) => at + 2),
    )
    const store = sqliteStore(path)
    expect(await store.load('shared', 1_800_000_000)).toMatchObject({ version: 401 })
    store.close()
  })
})

describe('a SQLite store whose file somebody has locked', () => {
  it('reads meanwhile, and writes when the lock is gone, without stopping the process', async () => {
    const path = join(folder, 'locked.db')
    const store = sqliteStore(path)
    expect(await store.create('a', entry, now)).toBe(true)
    const holder = open(path)
    holder.exec('BEGIN IMMEDIATE')
    const written = store.create('b', entry, now)
    expect(await store.load('a', now)).toMatchObject({ version: 1 })
    // Whoever stops the process here never lets go of the lock.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    expect(await store.load('b', now)).toBeNull()
    holder.exec('COMMIT')
    expect(await written).toBe(true)
    holder.close()
    store.close()
  })

  it('gives up after busyTimeout, and works again afterwards', async () => {
    const path = join(folder, 'impatient.db')
    const store = sqliteStore(path, { busyTimeout: 0 })
    expect(await store.create('a', entry, now)).toBe(true)
    const holder = open(path)
    holder.exec('BEGIN IMMEDIATE')
    await expect(store.create('the key', entry, now)).rejects.toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message:
        'the SQLite store could not create: another connection held the database for longer than ' +
        'busyTimeout; see who keeps a transaction open',
    })
    holder.exec('ROLLBACK')
    expect(await store.create('the key', entry, now)).toBe(true)
    holder.close()
    store.close()
  })

  it('makes its table when the lock is gone', async () => {
    const path = join(folder, 'new.db')
    const holder = open(path)
    holder.exec('BEGIN EXCLUSIVE')
    const store = sqliteStore(path)
    const written = store.create('a', entry, now)
    holder.exec('ROLLBACK')
    expect(await written).toBe(true)
    holder.close()
    store.close()
  })

  it('waits for the end of a transaction on a database that was handed over', async () => {
    const database = new Libsql(join(folder, 'handed.db'))
    const store = sqliteStore(database)
    expect(await store.load('a', now)).toBeNull()
    database.exec('BEGIN; CREATE TABLE undone (a)')
    const written = store.create('a', entry, now)
    database.exec('ROLLBACK')
    expect(await written).toBe(true)
    expect(await store.load('a', now)).toMatchObject({ version: 1 })
    database.exec('BEGIN')
    const impatient = sqliteStore(database, { busyTimeout: 0 })
    await expect(impatient.load('a', now)).rejects.toMatchObject({ code: 'ERR_STORE_UNAVAILABLE' })
    database.exec('COMMIT')
    database.close()
  })
})

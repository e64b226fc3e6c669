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

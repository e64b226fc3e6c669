import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from 'coatcheck/stores/sqlite'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-sqlite-log-'))

afterAll(() => rmSync(folder, { recursive: true }))

describe('the write-ahead log of a SQLite file', () => {
  it('is carried over a megabyte at a time, as the process stands still meanwhile', async () => {
    const path = join(folder, 'sessions.db')
    const store = sqliteStore(path)
    const entry = { value: new Uint8Array(3_000), subject: null, touchedAt: 0, expiresAt: 60 }
    for (let at = 0; at < 2_000; at += 1) await store.create(`key ${at}`, entry, 0)
    expect(statSync(path).size).toBeGreaterThan(5_000_000)
    expect(statSync(`${path}-wal`).size).toBeLessThan(1_500_000)
    store.close()
  })
})

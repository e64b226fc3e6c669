import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sqliteStore } from 'coatcheck/stores/sqlite'
import { afterAll, describe, expect, it } from 'vitest'
import { sqliteDriver } from '../../src/stores/sqlite-database.ts'
import { rounds } from '../tier.ts'
import { startWriter, type Writer } from './sqlite-process.ts'

const folder = mkdtempSync(join(tmpdir(), 'coatcheck-sqlite-kill-'))

// Two SQLite libraries in one process would not see each other's locks.
const open = sqliteDriver()

afterAll(() => rmSync(folder, { recursive: true }))

const now = 1_800_000_000
const atOnce = 5

/** Lets processes write one file at once, and kills each at a moment of its own. */
async function killedWriters(path: string, round: number): Promise<readonly [string, Writer][]> {
  const named = Array.from({ length: atOnce }, (_, at): [string, Writer] => {
    const name = `writer-${round}-${at}`
    return [name, startWriter(path, name)]
  })
  await Promise.all(
    named.map(async ([, writer], at) => {
      await writer.acknowledged(1 + ((round * 7 + at * 13) % 40))
      writer.kill9()
      expect(await writer.ended, 'a writer that ended before it was killed').toBeNull()
    }),
  )
  return named
}

describe('a SQLite file whose writing processes are killed', () => {
  it('stays intact and holds every write that was acknowledged', { timeout: 300_000 }, async () => {
    const path = join(folder, 'killed.db')
    const store = sqliteStore(path)
    const keys: string[] = []
    const versions: number[] = []
    for (let round = 0; round < rounds(10, 40); round += 1) {
      for (const [name, writer] of await killedWriters(path, round)) {
        expect(writer.lines().length, name).toBeGreaterThan(0)
        keys.push(...writer.lines().map((version) => `${name}-${version}`))
        versions.push(...writer.lines().map(Number))
      }
      const database = open(path)
      expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
      database.close()
    }
    for (const key of keys) expect(await store.load(key, now), key).toMatchObject({ version: 1 })
    expect(new Set(versions).size).toBe(versions.length)
    const last = (await store.load('shared', now))?.version
    expect(last).toBeGreaterThanOrEqual(Math.max(...versions))
    store.close()
  })
})

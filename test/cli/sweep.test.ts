import { describe, expect, it } from 'vitest'
import { ended, run, start } from './command.ts'
import { type Database, sqliteDatabase } from './database.ts'

const patience = 120_000

async function fill(database: Database, over: number): Promise<void> {
  const entry = { value: Uint8Array.of(1), subject: null, touchedAt: 1 }
  for (let i = 0; i < over; i += 1) {
    await database.store.create(`over-${i}`, { ...entry, expiresAt: 2 }, 1)
  }
  await database.login('ada')
}

describe('coatcheck sweep', { timeout: patience }, () => {
  it('removes what is over, and nothing else', async () => {
    using database = sqliteDatabase()
    await fill(database, 25)
    const words = ['sweep', '--batch', '10', '--store', database.address]
    expect(await run(words, {})).toEqual({ code: 0, stdout: '25 removed.\n', stderr: '' })
    expect(await run(words, {})).toMatchObject({ code: 0, stdout: '0 removed.\n' })
    expect(await database.handles('ada')).toHaveLength(1)
  })

  it('prints JSON', async () => {
    using database = sqliteDatabase()
    await fill(database, 3)
    const { code, stdout } = await run(['sweep', '--json', '--store', database.address], {})
    expect([code, JSON.parse(stdout)]).toEqual([0, { removed: 3, isDone: true }])
  })

  it('stops between two batches when it is interrupted, and can go on later', async () => {
    using database = sqliteDatabase()
    await fill(database, 3_000)
    const words = ['sweep', '--batch', '1', '--json', '--store', database.address]
    const child = start(words, {})
    const end = ended(child)
    // It has begun when the first entry is gone: nobody else creates the key again in between.
    const entry = { value: Uint8Array.of(1), subject: null, touchedAt: 1, expiresAt: 2 }
    const isThere = async () => !(await database.store.create('over-0', entry, 1))
    while (child.exitCode === null && (await isThere())) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    child.kill('SIGINT')
    const { code, stdout, stderr } = await end
    const { removed, isDone } = JSON.parse(stdout)
    expect([code, isDone, stderr]).toEqual([1, false, ''])
    expect(removed).toBeGreaterThan(0)
    const rest = await run(['sweep', '--json', '--store', database.address], {})
    expect(rest.code).toBe(0)
    expect(removed + JSON.parse(rest.stdout).removed).toBeGreaterThanOrEqual(3_000)
  })

  it.each(['0', '1001', '-1', 'many', '1.5'])('calls --batch=%s wrong use', async (batch) => {
    const { code, stderr } = await run(['sweep', `--batch=${batch}`, '--store', 'memory:'], {})
    expect(stderr).toContain('--batch takes a whole number from 1 to 1000')
    expect(code).toBe(2)
  })
})

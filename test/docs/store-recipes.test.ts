import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StoredSessions } from 'coatcheck'
import { loggedIn } from 'coatcheck/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { describeWith, mariadb, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { startRedis } from '../servers/redis.ts'

beforeEach(() => {
  vi.stubEnv('SECRET_KEY', 'k7Qm2vXc9RzLw4Tn8YbHs6JdPf3GaEuKiOoWqVtZxBM')
})

afterEach(() => {
  vi.unstubAllEnvs()
})

describe('the quoted lines for a store', () => {
  it('keep sessions in memory', async () => {
    const { sessions } = await import('../../examples/recipes/stores/memory.ts')
    await expectToKeep(sessions)
  })

  it('keep sessions in SQLite', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'coatcheck-recipe-'))
    vi.stubEnv('SESSION_FILE', join(folder, 'sessions.db'))
    const { sessions, store } = await import('../../examples/recipes/stores/sqlite.ts')
    await expectToKeep(sessions)
    store.close()
    await rm(folder, { recursive: true })
  })

  it('keep sessions in PostgreSQL', async () => {
    await using server = await startPostgres()
    vi.stubEnv('DATABASE_URL', server.url())
    const { sessions, pool } = await import('../../examples/recipes/stores/postgres.ts')
    await expectToKeep(sessions)
    await pool.end()
  })
})

describe('the quickstart for a store', () => {
  it('lists and revokes', async () => {
    const log = vi.spyOn(console, 'log').mockReturnValue()
    const { sessions } = await import('../../examples/quickstart/store.ts')
    expect(log.mock.calls).toEqual([['ada is logged in on 0 devices']])
    log.mockRestore()
    await loggedIn(sessions, { userId: 1 }, { subject: 'ada' })
    expect((await sessions.list('ada')).sessions).toHaveLength(1)
  })
})

describeWith(redisServer, 'the quoted lines for a Redis store', () => {
  it('keep sessions there', async () => {
    await using server = await startRedis()
    vi.stubEnv('REDIS_URL', server.url)
    const { sessions, client } = await import('../../examples/recipes/stores/redis.ts')
    await expectToKeep(sessions)
    client.destroy()
  })
})

describeWith(mariadb, 'the quoted lines for a MariaDB store', () => {
  it('keep sessions there', async () => {
    await using server = await startMariadb()
    vi.stubEnv('DATABASE_URL', server.url())
    const { sessions, pool } = await import('../../examples/recipes/stores/mysql.ts')
    await expectToKeep(sessions)
    await pool.end()
  })
})

async function expectToKeep(sessions: StoredSessions<{ visits: number }>): Promise<void> {
  for (const visits of [1, 2]) await loggedIn(sessions, { visits }, { subject: 'ada' })
  expect((await sessions.list('ada')).sessions).toHaveLength(2)
  expect(await sessions.revokeAll('ada')).toBe(2)
  expect((await sessions.list('ada')).sessions).toEqual([])
}

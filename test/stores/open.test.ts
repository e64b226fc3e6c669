import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openStore } from 'coatcheck/stores/open'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'
import { describeWith, mariadb, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { redisPassword, startRedis } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import { sparePort } from '../servers/spare-port.ts'

const key = 'k'.repeat(43)
const now = systemClock()
const entry = {
  value: Uint8Array.of(1, 2, 3),
  subject: null,
  touchedAt: now,
  expiresAt: now + 60,
}

async function expectToWork(address: string): Promise<void> {
  const { store, close } = await openStore(address)
  try {
    expect(await store.create(key, entry, now)).toBe(true)
    expect((await store.load(key, now))?.value).toEqual(entry.value)
  } finally {
    await close()
  }
}

async function refusal(address: string): Promise<unknown> {
  return openStore(address).then(
    () => 'nothing was refused',
    (error: unknown) => error,
  )
}

describe('openStore', () => {
  it('opens a memory store', () => expectToWork('memory:'))

  it('opens a SQLite file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coatcheck-open-'))
    await expectToWork(`sqlite:${join(folder, 'sessions.db')}`)
    rmSync(folder, { recursive: true })
  })

  it('opens PostgreSQL', async () => {
    await using server = await startPostgres()
    await expectToWork(server.url())
  })

  it.each(['nowhere', 'mongodb://u:s3cret@host/', 'constructor:', ''])(
    'refuses %j, naming what there is and never the address',
    async (address) => {
      const error = await refusal(address)
      expect(error).toMatchObject({
        code: 'ERR_STORE_SETUP',
        message: expect.stringContaining('memory:'),
      })
      expect(String(error)).not.toContain('s3cret')
    },
  )

  it('says that a Redis cannot be reached', async () => {
    const error = await refusal(`redis://:s3cret@127.0.0.1:${await sparePort()}`)
    expect(error).toMatchObject({
      code: 'ERR_STORE_UNAVAILABLE',
      message: expect.stringMatching(/host and port/),
    })
    expect(String(error)).not.toContain('s3cret')
  })
})

describeWith(redisServer, 'openStore with a Redis server', () => {
  it('opens it', async () => {
    await using server = await startRedis()
    await expectToWork(`redis://:${redisPassword}@127.0.0.1:${server.port}`)
  })

  it('says that the password is wrong', async () => {
    await using server = await startRedis()
    const error = await refusal(`redis://:wrong@127.0.0.1:${server.port}`)
    expect(error).toMatchObject({
      code: 'ERR_STORE_SETUP',
      message: expect.stringMatching(/password/),
    })
  })

  it('opens a cluster', async () => {
    await using cluster = await startRedisCluster()
    const hosts = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')
    await expectToWork(`redis-cluster://:${redisPassword}@${hosts}`)
  })
})

describeWith(mariadb, 'openStore with a MariaDB server', () => {
  it('opens it', async () => {
    await using server = await startMariadb()
    await expectToWork(server.url())
  })
})

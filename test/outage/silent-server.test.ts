import { type OpenedStore, openStore } from 'coatcheck/stores/open'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomKey, trialEntry } from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, mariadb, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { redisPassword, startRedis } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import { type SilentProxy, startSilentProxy } from '../servers/silent-proxy.ts'
import { shardsOf, takesOver } from './failover.ts'

interface Server extends AsyncDisposable {
  readonly port: number
}

// A connection is given 5 seconds, and so is what is asked by it.
const longestMilliseconds = 13_000

function itIsNoticed(start: () => Promise<readonly [server: Server, url: string]>): void {
  let server: Server
  let proxy: SilentProxy
  let opened: OpenedStore

  beforeAll(async () => {
    const [started, url] = await start()
    server = started
    proxy = await startSilentProxy(server.port)
    opened = await openStore(url.replace(`:${server.port}`, `:${proxy.port}`))
  })
  afterAll(async () => {
    await proxy?.[Symbol.asyncDispose]()
    await opened?.close().catch(() => {})
    await server?.[Symbol.asyncDispose]()
  })

  it('fails in time, and is back with the server, though old connections never are', async () => {
    const { store } = opened
    const [key, now] = [randomKey(), systemClock()]
    await store.create(key, trialEntry(now), now)
    await Promise.all(Array.from({ length: 30 }, () => store.load(key, now)))

    proxy.fallSilent()
    const begun = performance.now()
    const answers = await Promise.allSettled(Array.from({ length: 30 }, () => store.load(key, now)))
    expect(performance.now() - begun).toBeLessThan(longestMilliseconds)
    for (const answer of answers) {
      expect(answer).toMatchObject({ reason: { code: 'ERR_STORE_UNAVAILABLE' } })
    }

    proxy.speakAgain()
    await expect
      .poll(() => store.load(key, now).catch(() => null), { timeout: 20_000 })
      .toMatchObject({ version: 1 })
  })
}

describe('a store that was opened on a PostgreSQL that falls silent', () => {
  itIsNoticed(async () => {
    const server = await startPostgres()
    return [server, server.url()]
  })
})

describeWith(redisServer, 'a store that was opened on a Redis that falls silent', () => {
  itIsNoticed(async () => {
    const server = await startRedis()
    return [server, server.url]
  })
})

describeWith(mariadb, 'a store that was opened on a MariaDB that falls silent', () => {
  itIsNoticed(async () => {
    const server = await startMariadb()
    return [server, server.url()]
  })
})

describeWith(redisServer, 'a store that was opened on a cluster whose master falls silent', () => {
  it('is back when the replica has taken over, though the master stays silent', async () => {
    await using cluster = await startRedisCluster()
    const [shard] = shardsOf(cluster)
    if (shard === undefined) throw new Error('the cluster has three shards')
    const hosts = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')
    const { store, close } = await openStore(`redis-cluster://:${redisPassword}@${hosts}`)
    const [keys, now] = [Array.from({ length: 30 }, randomKey), systemClock()]
    const { master } = shard
    for (const key of keys) await store.create(key, trialEntry(now), now)
    master.freeze()
    await takesOver(shard)
    for (const key of keys) {
      await expect
        .poll(() => store.load(key, now).catch(() => null), { timeout: 40_000 })
        .toMatchObject({ version: 1 })
    }
    await close()
    master.thaw()
  })
})

import { inspect } from 'node:util'
import { redisStore } from 'coatcheck/stores/redis'
import { Redis as Ioredis, Cluster as IoredisCluster } from 'ioredis'
import { createClient } from 'redis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CoatcheckError } from '../../src/errors.ts'
import type { RedisStoreClient } from '../../src/stores/redis.ts'
import { randomKey, randomSubject, trialEntry } from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisServer, redisPassword, startRedis, startRedisReplica } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import { sparePort } from '../servers/spare-port.ts'
import { clusterConnectors, connectNodeRedis, connectors } from './redis-clients.ts'

async function failureOf(verb: Promise<unknown>): Promise<CoatcheckError> {
  const error = await verb.then(() => undefined).catch((failure: unknown) => failure)
  if (error instanceof CoatcheckError) return error
  throw new Error(`expected a CoatcheckError, found ${inspect(error)}`)
}

async function failureOfCreate(client: RedisStoreClient): Promise<CoatcheckError> {
  const [store, now] = [redisStore(client, { timeout: '2s' }), systemClock()]
  return failureOf(store.create(randomKey(), trialEntry(now), now))
}

describe('redisStore', () => {
  it('refuses what is no client, or one of redis 4, and names the packages it takes', () => {
    for (const client of [{}, { evalSha: () => undefined }]) {
      // Deliberately none of the clients.
      const make = (): unknown => redisStore(client as RedisStoreClient)
      expect(make).toThrow(expect.objectContaining({ code: 'ERR_OPTIONS' }))
      expect(make).toThrow('redis (5 or later), ioredis or iovalkey')
    }
  })

  it('refuses options out of bounds by their names', () => {
    const client = new Ioredis({ lazyConnect: true })
    for (const [name, value] of [
      ['waitForReplicas', -1],
      ['waitForReplicas', 1.5],
      ['timeout', 0],
    ] as const) {
      expect(() => redisStore(client, { [name]: value })).toThrow(`${name}: give`)
    }
  })
})

describeWith(redisServer, 'a Redis store that was set up wrongly', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  it('says that the password is missing', async () => {
    await using connected = await ioredis(server.port)
    const { code, message } = await failureOfCreate(connected.client)
    expect(code).toBe('ERR_STORE_SETUP')
    expect(message).toBe('redis: create failed; the server wants a password: give the client one')
  })

  it('says that the password is wrong', async () => {
    await using connected = await ioredis(server.port, { password: 'wrong-horse' })
    const error = await failureOfCreate(connected.client)
    expect(error.code).toBe('ERR_STORE_SETUP')
    expect(error.message).toMatch(/password/)
    expect(inspect(error, { depth: 9 })).not.toContain('wrong-horse')
  })

  it('says that the user may not do what is needed', async () => {
    await server.ask(
      'ACL',
      'SETUSER',
      'reader',
      'on',
      '>r',
      '~*',
      '+@read',
      '+@connection',
      '+info',
    )
    await using connected = await ioredis(server.port, { username: 'reader', password: 'r' })
    const { code, message } = await failureOfCreate(connected.client)
    expect(code).toBe('ERR_STORE_SETUP')
    expect(message).toContain('the user of the client may not do this')
  })

  it('says so when other keys have its prefix', async () => {
    const [key, now] = [randomKey(), systemClock()]
    await server.ask('SADD', `coatcheck:e:${key}`, 'member')
    await using connected = await connectNodeRedis(server.url)
    const error = await failureOf(redisStore(connected.client).load(key, now))
    expect(error.code).toBe('ERR_STORE_SETUP')
    expect(error.message).toContain('give another one')
  })

  it('names the mend on a server that lacks a command', async () => {
    await using old = await startRedis(['rename-command EVAL ""', 'rename-command EVALSHA ""'])
    for (const connect of Object.values(connectors)) {
      await using connected = await connect(old.url)
      const { code, message } = await failureOfCreate(connected.client)
      expect(code).toBe('ERR_STORE_SETUP')
      expect(message).toContain('Redis 6.2 or later')
    }
  })

  it('says that a replica takes no writes, and holds back keys and values', async () => {
    await using replica = await startRedisReplica(server)
    for (const connect of Object.values(connectors)) {
      await using connected = await connect(replica.url)
      const [store, key, now] = [redisStore(connected.client), randomKey(), systemClock()]
      const entry = trialEntry(now, { subject: randomSubject() })
      const error = await failureOf(store.create(key, entry, now))
      expect(error.code).toBe('ERR_STORE_SETUP')
      expect(error.message).toContain('read-only replica: connect the client to the master')
      expect(error.cause).toBeInstanceOf(Error)
      const shown = inspect(error, { depth: 9 })
      for (const secret of [key, entry.subject ?? '', redisPassword, inspect(entry.value)]) {
        expect(shown).not.toContain(secret)
      }
    }
  })

  it('says that a client of one server was handed over for a cluster', async () => {
    await using cluster = await startRedisCluster()
    const [url = ''] = cluster.urls
    await using single = await connectNodeRedis(url)
    const [store, now] = [redisStore(single.client), systemClock()]
    // A third of the keys belongs to the node that is asked.
    const messages = await Promise.all(
      Array.from({ length: 30 }, () =>
        store.create(randomKey(), trialEntry(now), now).catch(({ message }: Error) => message),
      ),
    )
    expect(messages).toContain(
      'redis: create failed; this server belongs to a cluster: hand over a cluster client',
    )
  })

  it('points at the events of a cluster client that finds no cluster', async () => {
    const client = new IoredisCluster([server.url], {
      redisOptions: { password: redisPassword },
      clusterRetryStrategy: () => null,
    })
    client.on('error', () => {})
    const { code, message } = await failureOfCreate(client)
    client.disconnect()
    expect(code).toBe('ERR_STORE_UNAVAILABLE')
    expect(message).toContain('see the error events of the client')
  })
})

describeWith(redisServer, 'a Redis store whose server fails', () => {
  it('says that the client is not connected', async () => {
    const error = await failureOfCreate(createClient({ url: 'redis://127.0.0.1:1' }))
    expect(error.code).toBe('ERR_STORE_UNAVAILABLE')
    expect(error.message).toContain('connect it before the first request')
  })

  it('rejects in time when nobody listens, though the client goes on trying', async () => {
    const port = await sparePort()
    await using connected = await ioredis(port, { maxRetriesPerRequest: null })
    const { code, message } = await failureOfCreate(connected.client)
    expect(code).toBe('ERR_STORE_UNAVAILABLE')
    expect(message).toContain('create had no answer within 2000 ms')
  })

  it('rejects in time when the server stands still, and goes on when it does', async () => {
    await using server = await startRedis()
    for (const connect of Object.values(connectors)) {
      await using connected = await connect(server.url)
      const store = redisStore(connected.client, { timeout: 1 })
      const [key, now] = [randomKey(), systemClock()]
      await store.create(key, trialEntry(now), now)
      server.freeze()
      const failure = failureOf(store.load(key, now))
      const { code } = await failure.finally(() => server.thaw())
      expect(code).toBe('ERR_STORE_UNAVAILABLE')
      expect((await store.load(key, now))?.version).toBe(1)
    }
  })

  it('rejects while the server is gone', async () => {
    for (const connect of Object.values(connectors)) {
      await using server = await startRedis()
      await using connected = await connect(server.url)
      const [store, now] = [redisStore(connected.client, { timeout: 1 }), systemClock()]
      expect(await store.create(randomKey(), trialEntry(now), now)).toBe(true)
      await server.kill9()
      const verbs = [
        store.load(randomKey(), now),
        store.delete(randomKey(), now),
        store.listBySubject(randomSubject(), { limit: 10 }, now),
        store.notBefore(randomSubject()),
        store.raiseEpoch(),
      ]
      const codes = (await Promise.all(verbs.map(failureOf))).map(({ code }) => code)
      expect(new Set(codes)).toEqual(new Set(['ERR_STORE_UNAVAILABLE']))
    }
  })

  it('still touches and deletes at the memory limit of the server, and says why it writes no more', async () => {
    await using server = await startRedis(['maxmemory-policy noeviction'])
    await using connected = await connectNodeRedis(server.url)
    const [store, key, now] = [redisStore(connected.client), randomKey(), systemClock()]
    await store.create(key, trialEntry(now, { subject: randomSubject() }), now)
    await store.touch(key, now, now + 70, now)
    await store.delete(randomKey(), now)
    await server.ask('CONFIG', 'SET', 'maxmemory', '1')
    const { code, message } = await failureOf(store.create(randomKey(), trialEntry(now), now))
    expect(code).toBe('ERR_STORE_UNAVAILABLE')
    expect(message).toContain('maxmemory')
    expect(await store.touch(key, now + 1, now + 80, now)).toBe(true)
    expect(await store.delete(key, now)).toBe(true)
    expect(await store.load(key, now)).toBeNull()
    await server.ask('CONFIG', 'SET', 'maxmemory', '0')
    expect(await store.create(key, trialEntry(now), now)).toBe(false)
  })

  it('names no node and no password of a cluster that is gone', async () => {
    await using cluster = await startRedisCluster()
    for (const connect of Object.values(clusterConnectors)) {
      await using connected = await connect(cluster.urls)
      const [store, now] = [redisStore(connected.client, { timeout: 1 }), systemClock()]
      expect(await store.create(randomKey(), trialEntry(now), now)).toBe(true)
      for (const node of cluster.nodes) node.freeze()
      const error = await failureOf(store.create(randomKey(), trialEntry(now), now))
      for (const node of cluster.nodes) node.thaw()
      expect(error.code).toBe('ERR_STORE_UNAVAILABLE')
      expect(inspect(error, { depth: 9 })).not.toContain(redisPassword)
    }
  })
})

async function ioredis(
  port: number,
  options: { username?: string; password?: string; maxRetriesPerRequest?: null } = {},
): Promise<AsyncDisposable & { client: Ioredis }> {
  const client = new Ioredis({ port, host: '127.0.0.1', ...options })
  client.on('error', () => {})
  return { client, [Symbol.asyncDispose]: async () => client.disconnect() }
}

import { redisStore } from 'coatcheck/stores/redis'
import { Redis as Ioredis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import type { IoredisClient } from '../../src/stores/redis.ts'
import {
  listedKeys,
  randomKey,
  randomSubject,
  stored,
  trialEntry,
} from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisServer, startRedis } from '../servers/redis.ts'

describeWith(redisServer, 'the Redis store whose client sends again what was carried out', () => {
  let server: RedisServer
  let client: Ioredis
  let store: Store
  const now = systemClock()
  beforeAll(async () => {
    server = await startRedis()
    client = new Ioredis(server.url)
    store = redisStore(twice(client))
  })
  afterAll(async () => {
    client.disconnect()
    await server[Symbol.asyncDispose]()
  })

  it('creates once, and says so', async () => {
    const [key, subject] = [randomKey(), randomSubject()]
    const entry = trialEntry(now, { subject })
    expect(await store.create(key, entry, now)).toBe(true)
    expect(await store.load(key, now)).toEqual(stored(entry))
    expect(await listedKeys(store, subject, now)).toEqual([key])
    expect(await store.create(key, trialEntry(now), now)).toBe(false)
  })

  it('updates once, and says so, with the same subject and with another', async () => {
    const [key, subject] = [randomKey(), randomSubject()]
    await store.create(key, trialEntry(now), now)
    const mine = trialEntry(now, { subject })
    expect(await store.update(key, mine, 1, now)).toBe(true)
    expect(await store.update(key, mine, 2, now)).toBe(true)
    expect(await store.load(key, now)).toEqual(stored(mine, 3))
    expect(await listedKeys(store, subject, now)).toEqual([key])
    expect(await store.update(key, mine, 2, now)).toBe(false)
  })

  it('touches and deletes all the same', async () => {
    const key = randomKey()
    await store.create(key, trialEntry(now), now)
    expect(await store.touch(key, now, now + 90, now)).toBe(true)
    await store.delete(key, now)
    expect(await store.load(key, now)).toBeNull()
    expect(await store.create(key, trialEntry(now), now)).toBe(false)
  })
})

/** A real client that sends every script twice, and gives the second reply. */
function twice(client: Ioredis): IoredisClient {
  const send: unknown = Reflect.get(client, 'evalshaBuffer')
  if (typeof send !== 'function') throw new Error('the client has no evalshaBuffer')
  const sendTwice = async (...args: readonly unknown[]): Promise<unknown> => {
    await Reflect.apply(send, client, args)
    return Reflect.apply(send, client, args)
  }
  return new Proxy(client, {
    get: (target, name) => {
      if (name === 'evalshaBuffer') return sendTwice
      const found: unknown = Reflect.get(target, name)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}

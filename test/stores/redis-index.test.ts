import { redisStore } from 'coatcheck/stores/redis'
import { Redis as Ioredis } from 'ioredis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import type { IoredisClient } from '../../src/stores/redis.ts'
import { strikeScript } from '../../src/stores/redis-scripts.ts'
import {
  createdMany,
  listedKeys,
  randomKey,
  randomSubject,
  trialEntry,
} from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisServer, startRedis } from '../servers/redis.ts'

describeWith(redisServer, "the Redis store's index of subjects", () => {
  let server: RedisServer
  let client: Ioredis
  let store: Store
  const now = systemClock()
  beforeAll(async () => {
    server = await startRedis()
    client = new Ioredis(server.url)
    store = redisStore(client)
  })
  afterAll(async () => {
    client.disconnect()
    await server[Symbol.asyncDispose]()
  })

  async function membersOf(subject: string): Promise<number> {
    return Number(await server.ask('ZCARD', `coatcheck:s:${subject}`))
  }

  it('is struck out of by a list when the server has expired an entry', async () => {
    const subject = randomSubject()
    const [gone, left] = await createdMany(store, now, { subject }, 2)
    await server.ask('DEL', `coatcheck:e:${gone?.key}`)
    expect(await membersOf(subject)).toBe(2)
    expect(await listedKeys(store, subject, now)).toEqual([left?.key])
    expect(await membersOf(subject)).toBe(1)
  })

  it('keeps an entry that is over only by the clock of the process that lists', async () => {
    const subject = randomSubject()
    const [first] = await createdMany(store, now, { subject }, 1)
    expect(await listedKeys(store, subject, now + 60)).toEqual([])
    expect(await listedKeys(store, subject, now)).toEqual([first?.key])
  })

  it('lists a session again that is touched, where its place was lost', async () => {
    const subject = randomSubject()
    const [lost, nobodys] = [
      ...(await createdMany(store, now, { subject }, 1)),
      ...(await createdMany(store, now, { subject: null }, 1)),
    ]
    if (lost === undefined || nobodys === undefined) throw new Error('nothing was created')
    await server.ask('DEL', `coatcheck:s:${subject}`)
    expect(await listedKeys(store, subject, now)).toEqual([])
    for (const { key } of [lost, nobodys]) {
      expect(await store.touch(key, now + 1, now + 600, now)).toBe(true)
    }
    expect(await listedKeys(store, subject, now)).toEqual([lost.key])
    expect(await store.delete(lost.key, now, subject)).toBe(true)
    expect(await membersOf(subject)).toBe(0)
  })

  it('heals what a lost strike left behind, and neither delete nor update fails by it', async () => {
    const lossy = redisStore(withStrike(client, () => Promise.reject(new Error('lost'))))
    const [before, after] = [randomSubject(), randomSubject()]
    const [deleted, moved] = await createdMany(store, now, { subject: before }, 2)
    if (deleted === undefined || moved === undefined) throw new Error('nothing was created')
    expect(await lossy.delete(deleted.key, now, before)).toBe(true)
    const next = trialEntry(now, { subject: after })
    expect(await lossy.update(moved.key, next, 1, now)).toBe(true)
    expect(await membersOf(before)).toBe(2)
    expect(await listedKeys(lossy, before, now)).toEqual([])
    expect(await listedKeys(store, before, now)).toEqual([])
    expect(await membersOf(before)).toBe(0)
    expect(await listedKeys(store, after, now)).toEqual([moved.key])
  })

  it('keeps a session that comes back to its subject while a list strikes its old place', async () => {
    const [here, elsewhere] = [randomSubject(), randomSubject()]
    const key = randomKey()
    await store.create(key, trialEntry(now, { subject: here }), now)
    const lossy = redisStore(withStrike(client, () => Promise.reject(new Error('lost'))))
    await lossy.update(key, trialEntry(now, { subject: elsewhere }), 1, now)

    // The list has found the old place stale; before it strikes it, the session comes back.
    const slow = withStrike(client, async (strike) => {
      await store.update(key, trialEntry(now, { subject: here }), 2, now)
      return strike()
    })
    await listedKeys(redisStore(slow), here, now)

    expect(await membersOf(here)).toBe(1)
    expect(await listedKeys(store, here, now)).toEqual([key])
  })

  it('lists a session once that left and came back', async () => {
    const [here, elsewhere] = [randomSubject(), randomSubject()]
    const [key, other] = [`a${randomKey().slice(1)}`, `b${randomKey().slice(1)}`]
    const lossy = redisStore(withStrike(client, () => Promise.reject(new Error('lost'))))
    await store.create(key, trialEntry(now, { subject: here }), now)
    await store.create(other, trialEntry(now, { subject: here }), now)
    await lossy.update(key, trialEntry(now, { subject: elsewhere }), 1, now)
    await lossy.update(key, trialEntry(now, { subject: here }), 2, now)
    expect(await membersOf(here)).toBe(3)
    expect(await listedKeys(store, here, now)).toEqual([key, other])
    const first = await store.listBySubject(here, { limit: 1 }, now)
    expect(first.entries.map((listed) => listed.key)).toEqual([key])
    const second = await store.listBySubject(here, { limit: 1, after: key }, now)
    expect(second.entries.map((listed) => listed.key)).toEqual([other])
    expect(second.next).toBeUndefined()
  })

  it('finds the live ones behind hundreds that are gone, and forgets those', async () => {
    const subject = randomSubject()
    const all = (await createdMany(store, now, { subject }, 450)).map(({ key }) => key)
    const [gone, left] = [all.slice(0, 400), all.slice(400)]
    await client.del(...gone.map((key) => `coatcheck:e:${key}`))
    const page = await store.listBySubject(subject, { limit: 20 }, now)
    expect(page.entries.map(({ key }) => key)).toEqual(left.slice(0, 20))
    expect(await membersOf(subject)).toBe(50)
  })

  it('forgets what is gone when sessions come to a long list that nobody reads', async () => {
    const subject = randomSubject()
    const gone = (await createdMany(store, now, { subject }, 60)).map(({ key }) => key)
    await client.del(...gone.map((key) => `coatcheck:e:${key}`))
    for (let round = 0; round < 10; round += 1) {
      const more = (await createdMany(store, now, { subject }, 60)).map(({ key }) => key)
      await client.del(...more.map((key) => `coatcheck:e:${key}`))
    }
    expect(await membersOf(subject)).toBeLessThan(300)
  })
})

/** A real client, but for what happens around the script that strikes. */
function withStrike(
  client: Ioredis,
  around: (strike: () => Promise<unknown>) => Promise<unknown>,
): IoredisClient {
  const evalshaBuffer = (sha: string, ...args: [number, ...string[]]): Promise<unknown> => {
    const send = (): Promise<unknown> => Reflect.apply(sendBytes, client, [sha, ...args])
    return sha === strikeScript.sha ? around(send) : send()
  }
  const sendBytes = Reflect.get(client, 'evalshaBuffer')
  return new Proxy(client, {
    get: (target, name) => {
      if (name === 'evalshaBuffer') return evalshaBuffer
      const found: unknown = Reflect.get(target, name)
      return typeof found === 'function' ? found.bind(target) : found
    },
  })
}

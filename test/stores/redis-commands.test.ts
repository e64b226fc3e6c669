import { redisStore } from 'coatcheck/stores/redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Store } from '../../src/store.ts'
import { expectBetween } from '../../src/testing/expectation.ts'
import { randomKey, randomSubject, trialEntry } from '../../src/testing/trial-entry.ts'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisServer, startRedis } from '../servers/redis.ts'
import { type ConnectedClient, connectNodeRedis } from './redis-clients.ts'

const day = 86_400

describeWith(redisServer, 'what the Redis store asks of its server', () => {
  let server: RedisServer
  let connected: ConnectedClient
  let store: Store
  beforeAll(async () => {
    server = await startRedis()
    connected = await connectNodeRedis(server.url)
    store = redisStore(connected.client)
    // Every script is sent once, so that the server knows it.
    const [key, subject, now] = [randomKey(), randomSubject(), systemClock()]
    await store.create(key, trialEntry(now, { subject }), now)
    await store.load(key, now)
    await store.update(key, trialEntry(now), 1, now)
    await store.touch(key, now, now, now)
    await store.delete(key, now)
    await store.listBySubject(subject, { limit: 1 }, now)
  })
  afterAll(async () => {
    await connected[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  async function scriptsOf(verb: () => Promise<unknown>): Promise<number> {
    await server.ask('CONFIG', 'RESETSTAT')
    await verb()
    const stats = await server.ask('INFO', 'commandstats')
    return [...stats.matchAll(/cmdstat_eval(?:sha)?:calls=(\d+)/g)]
      .map(([, calls]) => Number(calls))
      .reduce((sum, calls) => sum + calls, 0)
  }

  it('is one script for each verb on an entry of nobody', async () => {
    const [key, now] = [randomKey(), systemClock()]
    expect(await scriptsOf(() => store.create(key, trialEntry(now), now))).toBe(1)
    expect(await scriptsOf(() => store.load(key, now))).toBe(1)
    expect(await scriptsOf(() => store.update(key, trialEntry(now), 1, now))).toBe(1)
    expect(await scriptsOf(() => store.touch(key, now + 1, now + 99, now))).toBe(1)
    expect(await scriptsOf(() => store.delete(key, now))).toBe(1)
  })

  it('is one more where an entry comes to a subject, leaves it or is touched as its', async () => {
    const [key, subject, now] = [randomKey(), randomSubject(), systemClock()]
    const mine = trialEntry(now, { subject })
    expect(await scriptsOf(() => store.create(key, trialEntry(now), now))).toBe(1)
    expect(await scriptsOf(() => store.update(key, mine, 1, now))).toBe(2)
    expect(await scriptsOf(() => store.update(key, mine, 2, now))).toBe(1)
    expect(await scriptsOf(() => store.touch(key, now + 1, now + 99, now))).toBe(2)
    expect(await scriptsOf(() => store.delete(key, now, subject))).toBe(2)
  })

  it('is one script for a stamp and one for the epoch', async () => {
    const subject = randomSubject()
    await store.raiseNotBefore(subject)
    await store.notBefore(subject)
    await store.raiseEpoch()
    await store.epoch()
    expect(await scriptsOf(() => store.raiseNotBefore(subject))).toBe(1)
    expect(await scriptsOf(() => store.notBefore(subject))).toBe(1)
    expect(await scriptsOf(() => store.raiseEpoch())).toBe(1)
    expect(await scriptsOf(() => store.epoch())).toBe(1)
    expect(await scriptsOf(() => store.sweep(1_000, systemClock()))).toBe(0)
  })

  async function secondsLeft(key: string): Promise<number> {
    return Number(await server.ask('TTL', `coatcheck:${key}`))
  }

  it('is that an entry expires minutes after it is over, as touches and updates moved it', async () => {
    const [key, now] = [randomKey(), systemClock()]
    await store.create(key, trialEntry(now, { expiresAt: now + day }), now)
    expectBetween('seconds left', await secondsLeft(`e:${key}`), day + 290, day + 300)
    await store.touch(key, now, now + 2 * day, now)
    expectBetween('seconds left', await secondsLeft(`e:${key}`), 2 * day + 290, 2 * day + 300)
    await store.update(key, trialEntry(now), 1, now)
    expectBetween('seconds left', await secondsLeft(`e:${key}`), 350, 360)
  })

  it('goes by the clock of the process, however far the clock of the server is from it', async () => {
    for (const now of [systemClock() - 30 * day, systemClock() + 30 * day]) {
      const key = randomKey()
      await store.create(key, trialEntry(now), now)
      expectBetween('seconds left', await secondsLeft(`e:${key}`), 350, 360)
    }
  })

  it('is that a tombstone stays minutes longer than its hour, and an ended entry not at all', async () => {
    const [key, other, now] = [randomKey(), randomKey(), systemClock()]
    await store.create(key, trialEntry(now, { expiresAt: now + day }), now)
    await store.delete(key, now)
    expectBetween('seconds left', await secondsLeft(`e:${key}`), 3_890, 3_900)
    await store.create(other, trialEntry(now), now)
    await store.update(other, trialEntry(now, { expiresAt: now }), 1, now)
    expect(await secondsLeft(`e:${other}`)).toBe(-2)
  })

  it('is that lists and stamps outlive every session, and only the epoch stays for good', async () => {
    const [key, subject, now] = [randomKey(), randomSubject(), systemClock()]
    await store.create(key, trialEntry(now, { subject, expiresAt: now + day }), now)
    await store.raiseNotBefore(subject)
    await store.raiseEpoch()
    expectBetween('seconds left', await secondsLeft(`s:${subject}`), 401 * day - 10, 401 * day)
    expectBetween('seconds left', await secondsLeft(`n:${subject}`), 400 * day - 10, 400 * day)
    expect(await secondsLeft('epoch')).toBe(-1)
    await store.delete(key, now)
    expect(await secondsLeft(`s:${subject}`)).toBe(-2)
  })

  it('begins every key with the prefix, and keeps two prefixes apart', async () => {
    const [key, subject, now] = [randomKey(), randomSubject(), systemClock()]
    const other = redisStore(connected.client, { prefix: 'other:' })
    await other.create(key, trialEntry(now, { subject }), now)
    await other.raiseNotBefore(subject)
    await other.raiseEpoch()
    const keys = (await server.ask('KEYS', 'other:*')).split(',').sort()
    expect(keys).toEqual(
      [`e:${key}`, 'epoch', `n:${subject}`, `s:${subject}`].map(underOther).sort(),
    )
    expect(await store.load(key, now)).toBeNull()
    expect((await store.notBefore(subject)).at).toBe(0)
  })

  it('goes on when the server has forgotten every script', async () => {
    const [key, now] = [randomKey(), systemClock()]
    expect(await store.create(key, trialEntry(now), now)).toBe(true)
    await server.ask('SCRIPT', 'FLUSH')
    expect(await store.update(key, trialEntry(now), 1, now)).toBe(true)
    await server.ask('SCRIPT', 'FLUSH')
    expect((await store.load(key, now))?.version).toBe(2)
  })
})

function underOther(key: string): string {
  return `other:${key}`
}

import { redisStore } from 'coatcheck/stores/redis'
import { storeContract } from 'coatcheck/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/time.ts'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisServer, startRedis } from '../servers/redis.ts'
import { type ConnectedClient, connectNodeRedis, connectors } from './redis-clients.ts'

describeWith(redisServer, 'the Redis store on one server', () => {
  let server: RedisServer
  beforeAll(async () => {
    server = await startRedis()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  for (const [name, connect] of Object.entries(connectors)) {
    describe(`through ${name} keeps the store contract`, () => {
      let connected: ConnectedClient
      beforeAll(async () => {
        connected = await connect(server.url)
      })
      afterAll(() => connected[Symbol.asyncDispose]())

      for (const rule of storeContract.filter(({ needs }) => needs === undefined)) {
        it(rule.name, async () => {
          const store = redisStore(connected.client, { prefix: `${name}:` })
          await rule.check({ store, now: systemClock() })
        })
      }
    })
  }

  for (const days of [-30, 30]) {
    it(`keeps the contract by a clock that is ${days} days from the server's`, async () => {
      await using connected = await connectNodeRedis(server.url)
      const store = redisStore(connected.client)
      const now = systemClock() + days * 86_400
      for (const rule of storeContract.filter(({ needs }) => needs === undefined)) {
        await expect(rule.check({ store, now }), rule.name).resolves.toBeUndefined()
      }
    })
  }
})

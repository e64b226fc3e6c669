import { describeWith, redisServer } from '../requirements.ts'
import { startRedis } from '../servers/redis.ts'
import { itComesThrough, mortal } from './shop-through-outage.ts'

// With `appendfsync everysec` a write may wait in the process for the disk; here none does.
const durable = ['appendonly yes', 'appendfsync always']

describeWith(redisServer, 'the shop when its Redis is killed amid a crowd', () => {
  itComesThrough(async () => {
    const server = await startRedis(durable)
    return mortal(server, server.url)
  })
})

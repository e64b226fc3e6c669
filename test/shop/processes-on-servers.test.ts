import { describe } from 'vitest'
import { describeWith, mariadb, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { redisPassword, startRedis } from '../servers/redis.ts'
import { startRedisCluster } from '../servers/redis-cluster.ts'
import { itIsOneShop } from './two-shops.ts'

describeWith(redisServer, 'two processes of the shop on one Redis', () => {
  itIsOneShop(async () => {
    const server = await startRedis()
    return { address: server.url, server }
  })
})

describeWith(redisServer, 'two processes of the shop on a Redis Cluster of six nodes', () => {
  itIsOneShop(async () => {
    const server = await startRedisCluster()
    const hosts = server.nodes.map(({ port }) => `127.0.0.1:${port}`).join(',')
    return { address: `redis-cluster://:${redisPassword}@${hosts}`, server }
  })
})

describe('two processes of the shop on one PostgreSQL', () => {
  itIsOneShop(async () => {
    const server = await startPostgres()
    return { address: server.url(), server }
  })
})

describeWith(mariadb, 'two processes of the shop on one MariaDB', () => {
  itIsOneShop(async () => {
    const server = await startMariadb()
    return { address: server.url(), server }
  })
})

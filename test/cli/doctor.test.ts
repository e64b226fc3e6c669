import { storeContract } from 'coatcheck/testing'
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { describeWith, mariadb, redisServer } from '../requirements.ts'
import { startMariadb } from '../servers/mariadb.ts'
import { startPostgres } from '../servers/postgres.ts'
import { redisPassword, startRedis, until } from '../servers/redis.ts'
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts'
import { ended, run, start } from './command.ts'
import { sqliteDatabase } from './database.ts'

const patience = 180_000
const checks = storeContract.length

describe('coatcheck doctor', { timeout: patience }, () => {
  it('goes through the store contract, and leaves an SQLite file as it was', async () => {
    using database = sqliteDatabase()
    await database.login('ada')
    const { code, stdout, stderr } = await run(['doctor', '--store', database.address], {})
    expect(stdout.match(/^ok {6}/gm)).toHaveLength(checks)
    expect(stdout).toMatch(new RegExp(`\n${checks} of ${checks} kept\n$`))
    expect([code, stderr]).toEqual([0, ''])
    expect(await database.handles('ada')).toHaveLength(1)
    expect((await database.store.epoch()).epoch).toBe(0)
    const again = await run(['sweep', '--store', database.address], {})
    expect(again.stdout).toBe('0 removed.\n')
  })

  it('prints JSON', async () => {
    const { code, stdout } = await run(['doctor', '--store', 'memory:', '--json'], {})
    const found = JSON.parse(stdout)
    expect([code, found.isDone, found.checks.length]).toEqual([0, true, checks])
    expect(found.checks[0]).toEqual({ name: storeContract[0]?.name, isMet: true })
  })

  it('is content with PostgreSQL', async () => {
    await using server = await startPostgres()
    const { code, stdout, stderr } = await run(['doctor', '--store', server.url()], {})
    expect(stdout).toMatch(new RegExp(`\n${checks} of ${checks} kept\n$`))
    expect([code, stderr]).toEqual([0, ''])
  })

  it('stops when it is interrupted, and leaves nothing behind', async () => {
    await using server = await startPostgres()
    const child = start(['doctor', '--store', server.url()], {})
    child.stdout?.once('data', () => child.kill('SIGINT'))
    const { code, stdout } = await ended(child)
    expect(stdout).toMatch(/stopped before the end\n$/)
    expect(code).toBe(1)
    const client = new pg.Client({ connectionString: server.url() })
    await client.connect()
    const { rows } = await client.query(
      "SELECT 1 FROM pg_tables WHERE tablename LIKE 'coatcheck_d%'",
    )
    await client.end()
    expect(rows).toEqual([])
  })

  it('ends quietly when the reader of its pipe has gone', async () => {
    const child = start(['doctor', '--store', 'memory:'], {})
    child.stdout?.destroy()
    const { code, stderr } = await ended(child)
    expect([code, stderr]).toEqual([0, ''])
  })

  it.each([
    [['doctor'], 'say which store'],
    [['doctor', '--store', 'sqlite:./missing.db'], 'there is no such SQLite file'],
    [['doctor', '--store', 'oracle://u:hunter2@h/'], 'doctor knows sqlite:'],
  ])('calls %j wrong use', async (words, complaint) => {
    const { code, stderr } = await run(words, {})
    expect(stderr).toContain(complaint)
    expect([code, stderr.includes('hunter2')]).toEqual([2, false])
  })
})

describeWith(redisServer, 'coatcheck doctor on Redis', () => {
  it('is content with a server that drops nothing, and leaves no key', {
    timeout: patience,
  }, async () => {
    await using server = await startRedis()
    const { code, stdout, stderr } = await run(['doctor', '--store', server.url], {})
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(/^ok {6}the server drops nothing/)
    expect(await server.ask('DBSIZE')).toBe('0')
  })

  it('refuses an eviction policy that may drop revocations', { timeout: patience }, async () => {
    await using server = await startRedis(['maxmemory-policy volatile-lru'])
    const { code, stdout } = await run(['doctor', '--store', server.url], {})
    expect(stdout).toMatch(
      /^BROKEN {2}the server drops nothing.*\n +maxmemory-policy is volatile-lru/,
    )
    expect(code).toBe(1)
  })
})

describeWith(redisServer, 'coatcheck doctor on a Redis Cluster', () => {
  const addressOf = ({ urls }: RedisCluster): string => {
    const [first = new URL('redis://nowhere'), ...others] = urls.map((url) => new URL(url))
    const hosts = [first, ...others].map(({ host }) => host).join(',')
    return `redis-cluster://${first.username}:${first.password}@${hosts}`
  }

  it('is content with masters that drop nothing, and leaves no key on any', {
    timeout: patience,
  }, async () => {
    await using cluster = await startRedisCluster()
    const { code, stdout, stderr } = await run(['doctor', '--store', addressOf(cluster)], {})
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toMatch(
      /^ok {6}every server of the cluster is there\nok {6}the server drops nothing/,
    )
    expect(stdout).toMatch(/\n(\d+) of \1 kept\n$/)
    expect(await Promise.all(cluster.nodes.map((node) => node.ask('DBSIZE')))).toEqual(
      cluster.nodes.map(() => '0'),
    )
  })

  it('names the one master that may drop revocations', { timeout: patience }, async () => {
    await using cluster = await startRedisCluster()
    const [, second] = cluster.nodes
    await second?.ask('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru')
    const words = ['doctor', '--json', '--store', addressOf(cluster)]
    const { code, stdout } = await run(words, {})
    const broken = JSON.parse(stdout).checks.filter((check: { isMet: boolean }) => !check.isMet)
    expect([code, broken.length]).toEqual([1, 1])
    expect(broken[0].message).toContain(
      `maxmemory-policy is allkeys-lru at 127.0.0.1:${second?.port}`,
    )
    expect(stdout).not.toContain(redisPassword)
  })

  it('names a node that is gone, before and after another has taken its place', {
    timeout: patience,
  }, async () => {
    await using cluster = await startRedisCluster()
    const [first, second] = cluster.nodes
    const name = `127.0.0.1:${second?.port} (a primary)`
    // Replicas wait until they may.
    const holdBack = (answer: 'yes' | 'no') =>
      Promise.all(
        cluster.nodes
          .slice(3)
          .map((node) => node.ask('CONFIG', 'SET', 'cluster-replica-no-failover', answer)),
      )
    await holdBack('yes')
    await second?.kill9()
    const words = ['doctor', '--store', addressOf(cluster)]
    const before = await run(words, {})
    expect(before.stderr).toContain(`the cluster has lost ${name}; start it again`)
    expect([before.code, before.stdout]).toEqual([1, ''])

    await holdBack('no')
    const others = { ask: first?.ask ?? (async () => '') }
    // In this order, since a cluster is in order as well while nobody misses the node.
    await until(others, ['CLUSTER', 'NODES'], (nodes) => nodes.includes('master,fail '))
    await until(others, ['CLUSTER', 'INFO'], (info) => info.includes('cluster_state:ok'))
    const after = await run(words, {})
    expect(after.stdout).toMatch(/^BROKEN {2}every server of the cluster is there\n/)
    expect(after.stdout).toContain(`${name} cannot be reached by the others`)
    expect(after.stdout.match(/^BROKEN/gm)).toHaveLength(1)
    expect([after.code, after.stderr]).toEqual([1, ''])
  })

  it('says what to mend where no node answers', { timeout: patience }, async () => {
    const address = 'redis-cluster://u:hunter2@127.0.0.1:1,127.0.0.1:2'
    const { code, stdout, stderr } = await run(['doctor', '--store', address], {})
    expect(stderr).toMatch(/^coatcheck: .*Redis Cluster cannot be reached; check host and port/)
    expect([code, stdout, stderr.includes('hunter2')]).toEqual([1, '', false])
  })
})

describeWith(mariadb, 'coatcheck doctor on MariaDB', () => {
  it('is content with it', { timeout: patience }, async () => {
    await using server = await startMariadb()
    const { code, stdout, stderr } = await run(['doctor', '--store', server.url()], {})
    expect(stdout).toMatch(new RegExp(`\n${checks} of ${checks} kept\n$`))
    expect([code, stderr]).toEqual([0, ''])
  })
})

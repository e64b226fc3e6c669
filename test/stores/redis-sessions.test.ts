import { redisStore } from 'coatcheck/stores/redis'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { describeWith, redisServer } from '../requirements.ts'
import { type RedisCluster, startRedisCluster } from '../servers/redis-cluster.ts'
import { appWith, Visitor } from '../stored/visitors.ts'
import { rounds } from '../tier.ts'
import { type ConnectedClient, clusterConnectors } from './redis-clients.ts'

type App = ReturnType<typeof appWith>['sessions']

describeWith(redisServer, 'sessions of three processes in one Redis Cluster', () => {
  let cluster: RedisCluster
  let clients: readonly ConnectedClient[]
  let apps: readonly App[]
  beforeAll(async () => {
    cluster = await startRedisCluster()
    clients = await Promise.all(
      Object.values(clusterConnectors).map((connect) => connect(cluster.urls)),
    )
    apps = clients.map(({ client }) => appWith({ store: redisStore(client) }).sessions)
  })
  afterAll(async () => {
    await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
    await cluster[Symbol.asyncDispose]()
  })

  function appAt(place: number): App {
    const app = apps[place % apps.length]
    if (app === undefined) throw new Error('there is no app')
    return app
  }

  async function textOf(visitor: Visitor, place: number): Promise<string> {
    const elsewhere = new Visitor(appAt(place), visitor.cookie)
    const found = await elsewhere.visit((session) => [session.subject, session.get('visits')])
    return found.text()
  }

  it('are one session to all of them', async () => {
    const visitor = new Visitor(appAt(0))
    await visitor.visit((session) => {
      session.set('visits', 1)
      session.login('ada')
    })
    expect(await textOf(visitor, 1)).toBe('["ada",1]')
    await new Visitor(appAt(2), visitor.cookie).visit((session) => session.logout())
    expect(await textOf(visitor, 0)).toBe('[null,null]')
    expect(await textOf(visitor, 1)).toBe('[null,null]')
  })

  it('count parallel updates exactly', async () => {
    const visitor = new Visitor(appAt(0))
    await visitor.visit((session) => session.set('visits', 0))
    const count = rounds(100, 1_000)
    const answers = await Promise.all(
      Array.from({ length: count }, (_, place) =>
        new Visitor(appAt(place), visitor.cookie).visit((session) =>
          session.update((data) => {
            data.visits = (data.visits ?? 0) + 1
          }),
        ),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await textOf(visitor, 1)).toBe(`[null,${count}]`)
  })

  it('are listed and revoked by any of them', async () => {
    const visitors = [0, 1, 2].map((place) => new Visitor(appAt(place)))
    for (const visitor of visitors) await visitor.visit((session) => session.login('eve'))
    expect((await appAt(1).list('eve')).sessions).toHaveLength(3)
    expect(await appAt(2).revokeAll('eve')).toBe(3)
    for (const [place, visitor] of visitors.entries()) {
      expect(await textOf(visitor, place)).toBe('[null,null]')
    }
    expect((await appAt(0).list('eve')).sessions).toEqual([])
  })

  it('never slip a login past a revocation that begins after it', async () => {
    for (let round = 0; round < rounds(30, 1_000); round += 1) {
      const visitor = new Visitor(appAt(round))
      const login = visitor.visit((session) => session.login(`bob-${round}`))
      const [{ status }] = await Promise.all([login, appAt(round + 1).revokeAll(`bob-${round}`)])
      expect([200, 401]).toContain(status)
      expect(await textOf(visitor, round + 2)).toBe('[null,null]')
    }
  })
})

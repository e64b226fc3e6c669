import { openStore } from 'coatcheck/stores/open'
import { expect, it } from 'vitest'
import { describeWith, redisServer } from '../requirements.ts'
import { startRedis } from '../servers/redis.ts'
import { appWith, type Handler, Visitor } from './visitors.ts'

const read: Handler = (session) => ({ subject: session.subject, ...session.data })
const ticketOf = ({ cookie }: Visitor): string | undefined =>
  cookie?.split('; ').find((pair) => !pair.includes('-copy='))

describeWith(redisServer, 'a Redis that crashed and lost its last writes', () => {
  it('gets them back from the copies that visitors carry, and without copies does not', async () => {
    await using redis = await startRedis()
    const { store, close } = await openStore(redis.url)
    try {
      const now = (): number => Math.floor(Date.now() / 1_000)
      const { sessions: withCopies } = appWith({ store, now, cacheInCookie: true })
      const { sessions: without } = appWith({ store, now })
      const [ada, eve] = [new Visitor(withCopies), new Visitor(without)]
      for (const visitor of [ada, eve]) await visitor.visit((session) => session.set('visits', 1))
      await redis.ask('SAVE')
      for (const visitor of [ada, eve]) {
        expect((await visitor.visit((session) => session.set('visits', 2))).status).toBe(200)
      }
      expect((await ada.visit((session) => session.login('ada'))).status).toBe(200)
      await redis.kill9()
      await redis.start()
      await expect.poll(() => store.epoch().catch(() => undefined)).toBeDefined()

      // Other processes, which have not asked the store about these sessions.
      const { sessions: fresh } = appWith({ store, now, cacheInCookie: true })
      const back = await new Visitor(fresh, ada.cookie).visit(read)
      expect(await back.json()).toEqual({ subject: 'ada', visits: 2 })
      const inStore = new Visitor(appWith({ store, now }).sessions, ticketOf(ada))
      expect(await (await inStore.visit(read)).json()).toEqual({ subject: 'ada', visits: 2 })
      expect((await fresh.list('ada')).sessions).toHaveLength(1)
      expect(await (await eve.visit(read)).json()).toEqual({ subject: null, visits: 1 })
    } finally {
      await close()
    }
  })
})

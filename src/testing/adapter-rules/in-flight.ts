/**
 * Rules of requests of one visitor that are under way at the same time, with a store.
 *
 * @module
 */

import type { AdapterRule } from '../adapter-rule.ts'
import { type AppVisitor, newGate, type Visited, visitorAt } from '../adapter-visitor.ts'
import { expectSame } from '../expectation.ts'

/** A request whose handler has read the session and waits. */
interface HeldRequest {
  /** Lets the handler go on and do what was asked. */
  finish(): Promise<Visited>
}

async function held(visitor: AppVisitor, act: string): Promise<HeldRequest> {
  const [gate, bystander] = [newGate(), visitor.twin()]
  const answer = visitor.get(`/store/hold?gate=${gate}&${act}`)
  // Whoever waits for it hears of a failure then.
  answer.catch(() => {})
  await bystander.get(`/store/reached?gate=${gate}`)
  return {
    async finish() {
      await bystander.get(`/store/release?gate=${gate}`)
      return answer
    },
  }
}

/** Rules of requests under way at the same time. */
export const inFlightRules: readonly AdapterRule[] = [
  {
    name: 'with a store, updates at the same time all count',
    async check({ origin }) {
      const visitor = visitorAt(origin)
      await visitor.post('/store/set')
      const answers = await Promise.all(
        Array.from({ length: 40 }, () => visitor.twin().post('/store/update')),
      )
      const failures = answers.filter(({ status }) => status !== 200).length
      expectSame('updates that failed', failures, 0)
      expectSame('visits', (await visitor.seen('/store')).data.visits, 40)
    },
  },
  {
    name: 'with a store, a request under way does not bring back a session that was logged out',
    async check({ origin }) {
      for (const act of ['act=set', 'act=update', 'act=regenerate', 'act=login']) {
        const visitor = visitorAt(origin)
        await visitor.post('/store/login')
        const other = visitor.twin()
        const before = visitor.twin()
        const request = await held(visitor, act)
        await other.post('/store/logout')
        const { status, lines, body } = await request.finish()
        expectSame(`${act}: status`, status, 401)
        expectSame(`${act}: body`, body, 'The error page: ERR_SESSION_ENDED')
        expectSame(`${act}: cookies`, lines.length, 0)
        expectSame(`${act}: isNew`, (await before.seen('/store')).isNew, true)
      }
    },
  },
  {
    name: 'with a store, a request under way writes nothing into what a login began',
    async check({ origin }) {
      const visitor = visitorAt(origin)
      await visitor.post('/store/set?value=before')
      const request = await held(visitor.twin(), 'act=set&value=after')
      await visitor.post('/store/login')
      expectSame('status', (await request.finish()).status, 401)
      expectSame('note', (await visitor.seen('/store')).data.note, 'before')
    },
  },
  {
    name: 'with a store, two requests under way that set different keys keep both',
    async check({ origin }) {
      const visitor = visitorAt(origin)
      await visitor.post('/store/update')
      const one = await held(visitor.twin(), 'act=set&value=one')
      const two = await held(visitor.twin(), 'act=set&key=other&value=one')
      expectSame('status of the second', (await two.finish()).status, 200)
      expectSame('status of the first', (await one.finish()).status, 200)
      const { data } = await visitor.seen('/store')
      expectSame('note', data.note, 'one')
      expectSame('other', data.other, 'one')
      expectSame('visits', data.visits, 1)
    },
  },
]

/**
 * Rules of changes after the head was sent.
 *
 * @module
 */

import type { AdapterRule } from '../adapter-rule.ts'
import { type AppVisitor, newGate, visitorAt } from '../adapter-visitor.ts'
import { expectSame } from '../expectation.ts'

/** Does something to the session once the visitor has the head, and gives what came of it. */
async function late(visitor: AppVisitor, prefix: string, act: string): Promise<string> {
  const gate = newGate()
  const response = await visitor.open(`${prefix}/late?gate=${gate}&act=${act}`)
  await visitor.twin().get(`${prefix}/release?gate=${gate}`)
  return (await response.text()).replace('begun ', '')
}

/** Rules of changes after the head was sent. */
export const lateChangeRules: readonly AdapterRule[] = [
  {
    name: 'a change after the head is ERR_HEADERS_SENT, and changes nothing',
    async check({ origin }) {
      for (const [prefix, tooLate] of [
        ['/cookie', ['set&value=late', 'login', 'regenerate', 'flash', 'logout', 'update']],
        ['/store', ['set&value=late', 'login', 'regenerate', 'flash']],
      ] as const) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set?value=early`)
        for (const act of tooLate) {
          expectSame(`a late ${act}`, await late(visitor, prefix, act), 'ERR_HEADERS_SENT')
        }
        const { data, subject, isNew } = await visitor.seen(prefix)
        expectSame('isNew', isNew, false)
        expectSame('note', data.note, 'early')
        expectSame('visits', data.visits, undefined)
        expectSame('subject', subject, null)
      }
    },
  },
  {
    name: 'with a store, an update after the head counts',
    async check({ origin }) {
      const visitor = visitorAt(origin)
      await visitor.post('/store/update')
      expectSame('a late update', await late(visitor, '/store', 'update'), 'done')
      expectSame('visits', (await visitor.seen('/store')).data.visits, 2)
    },
  },
  {
    name: 'with a store, a logout after the head ends the session at once',
    async check({ origin }) {
      const visitor = visitorAt(origin)
      await visitor.post('/store/login')
      expectSame('a late logout', await late(visitor, '/store', 'logout'), 'done')
      expectSame('isNew', (await visitor.seen('/store')).isNew, true)
    },
  },
]

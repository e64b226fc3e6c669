/**
 * Rules of sessions that cannot be saved or read: the visitor gets an error answer and keeps the
 * cookie, and the server goes on.
 *
 * @module
 */

import type { AdapterRule } from '../adapter-rule.ts'
import { type AppVisitor, errorsSince, type Visited, visitorAt } from '../adapter-visitor.ts'
import { expectSame } from '../expectation.ts'

// What changes a session, in each shape that an answer may have.
const unsaved = [
  'set?value=lost',
  'login?subject=grace',
  'regenerate',
  'permanent',
  'flash',
] as const

async function member(origin: string, prefix: string): Promise<AppVisitor> {
  const visitor = visitorAt(origin)
  await visitor.post(`${prefix}/login`)
  await visitor.post(`${prefix}/set?value=mine`)
  return visitor
}

async function expectMember(visitor: AppVisitor, prefix: string): Promise<void> {
  const { subject, data } = await visitor.seen(prefix)
  expectSame('subject', subject, 'ada')
  expectSame('note', data.note, 'mine')
}

function expectPage({ status, body, lines }: Visited, code: string): void {
  expectSame('status', status, code === 'ERR_STORE_UNAVAILABLE' ? 503 : 500)
  expectSame('body', body, `The error page: ${code}`)
  expectSame('cookies', lines.length, 0)
}

/** Rules of sessions that cannot be saved or read. */
export const failingCommitRules: readonly AdapterRule[] = [
  {
    name: 'a session that the store cannot save is answered 503, with the error page and no cookie',
    async check({ origin }) {
      const visitor = await member(origin, '/store')
      for (const act of unsaved) {
        const count = await errorsSince(origin)
        expectPage(await visitor.post(`/unwritable/${act}`), 'ERR_STORE_UNAVAILABLE')
        expectSame('errors handled', await count(), 1)
      }
      expectPage(await visitorAt(origin).post('/unwritable/set'), 'ERR_STORE_UNAVAILABLE')
      await expectMember(visitor, '/store')
    },
  },
  {
    name: "a redirect whose session cannot be saved leads nowhere, and loses the app's own headers",
    async check({ origin }) {
      const visitor = await member(origin, '/store')
      const redirect = await visitor.get('/unwritable/redirect?act=set')
      expectPage(redirect, 'ERR_STORE_UNAVAILABLE')
      expectSame('Location', redirect.headers.get('location'), null)
      const cookies = await visitor.get('/unwritable/two-cookies?act=set')
      expectPage(cookies, 'ERR_STORE_UNAVAILABLE')
      expectSame('cookies of the app', cookies.otherLines.length, 0)
    },
  },
  {
    name: 'a session too large for its cookie is answered 500, with the error page and no cookie',
    async check({ origin }) {
      const visitor = await member(origin, '/cookie')
      const count = await errorsSince(origin)
      expectPage(await visitor.post('/cookie/fill'), 'ERR_COOKIE_TOO_LARGE')
      expectSame('errors handled', await count(), 1)
      expectPage(await visitor.get('/cookie/redirect?act=fill'), 'ERR_COOKIE_TOO_LARGE')
      await expectMember(visitor, '/cookie')
    },
  },
  {
    name: 'a stream whose session cannot be saved is an error answer',
    async check({ origin }) {
      const stored = await member(origin, '/store')
      const kept = await member(origin, '/cookie')
      for (const [visitor, path, status] of [
        [stored, '/unwritable/stream?act=set&blocks=20&size=5000', 503],
        [kept, '/cookie/stream?act=fill&blocks=20&size=5000', 500],
      ] as const) {
        const answer = await visitor.get(path)
        expectSame(`${path}: status`, answer.status, status)
        expectSame(`${path}: cookies`, answer.lines.length, 0)
        expectSame(`${path}: whether it has the stream`, answer.body.includes('aaaa'), false)
      }
      await expectMember(stored, '/store')
      await expectMember(kept, '/cookie')
    },
  },
  {
    name: 'a logout that the store does not hear of is answered 503, and takes the cookie away',
    async check({ origin }) {
      const visitor = await member(origin, '/store')
      const { status, body, lines } = await visitor.post('/unwritable/logout')
      expectSame('status', status, 503)
      expectSame('body', body, 'The error page: ERR_STORE_UNAVAILABLE')
      expectSame('cookies', lines.length, 1)
      expectSame('whether the cookie stayed', visitor.cookie !== undefined, false)
    },
  },
  {
    name: 'a logout ends a session that the store could not read',
    async check({ origin }) {
      const visitor = await member(origin, '/store')
      const before = visitor.twin()
      const { status, lines } = await visitor.post('/unreadable/logout')
      expectSame('status', status, 200)
      expectSame('cookies', lines.length, 1)
      expectSame('whether the cookie stayed', visitor.cookie !== undefined, false)
      expectSame('old isNew', (await before.seen('/store')).isNew, true)
    },
  },
  {
    name: 'a store that cannot be read fails those who use the session, and nobody else',
    async check({ origin }) {
      const visitor = await member(origin, '/store')
      const { status, lines } = await visitor.get('/unreadable/up')
      expectSame('/unreadable/up: status', status, 200)
      expectSame('/unreadable/up: cookies', lines.length, 0)
      const count = await errorsSince(origin)
      expectPage(await visitor.get('/unreadable/read'), 'ERR_STORE_UNAVAILABLE')
      expectPage(await visitor.post('/unreadable/set'), 'ERR_STORE_UNAVAILABLE')
      expectSame('errors handled', await count(), 2)
      await expectMember(visitor, '/store')
    },
  },
  {
    name: 'many failures at once leave the server as it was',
    async check({ origin }) {
      const visitor = await member(origin, '/store')
      const paths = ['redirect?act=set', 'stream?act=set&size=50000', 'empty?act=set', 'throw']
      const statuses = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const path = `/unwritable/${paths[at % paths.length]}`
          return (await visitor.twin().get(path)).status >= 500
        }),
      )
      expectSame('whether all failed', statuses.includes(false), false)
      await expectMember(visitor, '/store')
    },
  },
]

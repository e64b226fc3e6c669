/**
 * Rules of answers with a server error: they commit nothing but ends, and a handler's error gets to
 * the framework.
 *
 * @module
 */

import type { AdapterRule } from '../adapter-rule.ts'
import { errorsSince, visitorAt } from '../adapter-visitor.ts'
import { expectSame } from '../expectation.ts'
import { sound } from './cookies.ts'

// Everything a server error drops, with what tells afterwards that it was kept after all.
const dropped = [
  'set?value=new',
  'login?subject=grace',
  'regenerate',
  'permanent',
  'flash',
] as const

/** Rules of answers with a server error. */
export const serverErrorRules: readonly AdapterRule[] = [
  {
    name: 'a 5xx answer sets no cookie and keeps no change, and arrives as the handler chose it',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set?value=old`)
        for (const act of dropped) {
          const path = `${prefix}/${act}${act.includes('?') ? '&' : '?'}status=502`
          const { status, body, lines } = await visitor.post(path)
          expectSame(`${path}: status`, status, 502)
          expectSame(`${path}: body`, body, 'done')
          expectSame(`${path}: cookies`, lines.length, 0)
        }
        const { data, subject, permanent } = await visitor.seen(prefix)
        expectSame('note', data.note, 'old')
        expectSame('subject', subject, null)
        expectSame('permanent', permanent, false)
        expectSame('messages', (await visitor.get(`${prefix}/flashes`)).body, '[]')
      }
    },
  },
  {
    name: 'a logout on a 5xx answer counts, and its deletion of the cookie goes out',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/login`)
        const before = visitor.twin()
        const { status, lines } = await visitor.post(`${prefix}/logout?status=503`)
        expectSame('status', status, 503)
        expectSame('cookies', lines.length, 1)
        expectSame('whether the cookie stayed', visitor.cookie !== undefined, false)
        if (prefix === '/store') expectSame('old isNew', (await before.seen(prefix)).isNew, true)
      }
    },
  },
  {
    name: 'an update on a 5xx answer stays, with a store',
    async check({ origin }) {
      const visitor = visitorAt(origin)
      await visitor.post('/store/set')
      const { status } = await visitor.post('/store/update?status=500')
      expectSame('status', status, 500)
      expectSame('visits', (await visitor.seen('/store')).data.visits, 1)
    },
  },
  {
    name: "a handler's error gets to the error handler once, and its page is the answer",
    async check({ origin }) {
      for (const prefix of sound) {
        for (const query of ['', '?act=read', '?act=set']) {
          const count = await errorsSince(origin)
          const { status, body } = await visitorAt(origin).get(`${prefix}/throw${query}`)
          expectSame(`${prefix}/throw${query}: status`, status, 500)
          expectSame('body', body, 'The error page: an error of the handler')
          expectSame('errors handled', await count(), 1)
        }
      }
    },
  },
  {
    name: 'a handler that throws keeps nothing of what it changed',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set?value=old`)
        const { lines } = await visitor.get(`${prefix}/throw?act=set&act=login&act=regenerate`)
        expectSame('cookies', lines.length, 0)
        const { data, subject } = await visitor.seen(prefix)
        expectSame('note', data.note, 'old')
        expectSame('subject', subject, null)
      }
    },
  },
  {
    name: 'a handler that throws after a logout has logged out, and the deletion goes out',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/login`)
        const before = visitor.twin()
        const { status, body, lines } = await visitor.get(`${prefix}/throw?act=logout`)
        expectSame('status', status, 500)
        expectSame('body', body, 'The error page: an error of the handler')
        expectSame('cookies', lines.length, 1)
        expectSame('whether the cookie stayed', visitor.cookie !== undefined, false)
        if (prefix === '/store') expectSame('old isNew', (await before.seen(prefix)).isNew, true)
      }
    },
  },
]

/**
 * Rules of the cookie: when it is set, and whose session it opens.
 *
 * @module
 */

import type { AdapterRule } from '../adapter-rule.ts'
import { visitorAt } from '../adapter-visitor.ts'
import { expectSame } from '../expectation.ts'

/** The sections whose sessions work. */
export const sound = ['/cookie', '/store'] as const

/** Rules of the cookie. */
export const cookieRules: readonly AdapterRule[] = [
  {
    name: 'a change sets the cookie once, and the next request finds what was set',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        const { status, lines, body } = await visitor.post(`${prefix}/set?value=mine`)
        expectSame(`${prefix}/set: status`, status, 200)
        expectSame(`${prefix}/set: body`, body, 'done')
        expectSame(`${prefix}/set: cookies`, lines.length, 1)
        expectSame(`${prefix}/set: HttpOnly`, /;\s*httponly/i.test(lines[0] ?? ''), true)
        const { isNew, data } = await visitor.seen(prefix)
        expectSame(`${prefix}/read: isNew`, isNew, false)
        expectSame(`${prefix}/read: note`, data.note, 'mine')
      }
    },
  },
  {
    name: 'a request that leaves the session alone sets no cookie',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        expectSame('cookies for a stranger', (await visitor.get(`${prefix}/up`)).lines.length, 0)
        await visitor.post(`${prefix}/set`)
        const { status, body, lines } = await visitor.get(`${prefix}/up`)
        expectSame(`${prefix}/up: status`, status, 200)
        expectSame(`${prefix}/up: body`, body, 'up')
        expectSame(`${prefix}/up: cookies`, lines.length, 0)
      }
    },
  },
  {
    name: 'reading sets no cookie',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        expectSame('cookies for a stranger', (await visitor.get(`${prefix}/read`)).lines.length, 0)
        await visitor.post(`${prefix}/set`)
        const { status, lines } = await visitor.get(`${prefix}/read`)
        expectSame(`${prefix}/read: status`, status, 200)
        expectSame(`${prefix}/read: cookies`, lines.length, 0)
      }
    },
  },
  {
    name: 'setting what is already there sets no cookie',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set?value=same`)
        const { lines } = await visitor.post(`${prefix}/set?value=same`)
        expectSame(`${prefix}/set: cookies`, lines.length, 0)
      }
    },
  },
  {
    name: 'a redirect sets the cookie, and whoever follows it at once finds the session',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        const { status, headers, lines } = await visitor.get(`${prefix}/redirect?act=login&act=set`)
        expectSame(`${prefix}/redirect: status`, status, 302)
        const location = headers.get('location') ?? ''
        expectSame('Location', location.replace(origin, ''), `${prefix}/read`)
        expectSame(`${prefix}/redirect: cookies`, lines.length, 1)
        expectSame('subject', (await visitor.seen(prefix)).subject, 'ada')
      }
    },
  },
  {
    name: "the app's own cookies arrive, with the session's beside them and without",
    async check({ origin }) {
      for (const prefix of sound) {
        const own = ['first=1; Path=/', 'second=2; Path=/; HttpOnly']
        const visitor = visitorAt(origin)
        for (const [query, ours] of [
          ['', 0],
          ['?act=set', 1],
          ['?act=logout', 1],
        ] as const) {
          const answer = await visitor.get(`${prefix}/two-cookies${query}`)
          expectSame(`cookies of the app ${query}`, answer.otherLines.join(' | '), own.join(' | '))
          expectSame(`cookies of the session ${query}`, answer.lines.length, ours)
        }
      }
    },
  },
  {
    name: 'a login gives another ticket, a logout takes it away, and the old one is worth nothing',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set`)
        const before = visitor.twin()
        await visitor.post(`${prefix}/login?subject=grace`)
        expectSame('whether the cookie stayed', visitor.cookie === before.cookie, false)
        const { subject, data } = await visitor.seen(prefix)
        expectSame('subject', subject, 'grace')
        expectSame('note', data.note, 'kept')
        expectSame('cookies', (await visitor.post(`${prefix}/logout`)).lines.length, 1)
        expectSame('whether there is a cookie', visitor.cookie !== undefined, false)
        if (prefix === '/store') expectSame('old isNew', (await before.seen(prefix)).isNew, true)
      }
    },
  },
  {
    name: 'visitors who come at the same time each have a session of their own',
    async check({ origin }) {
      for (const prefix of sound) {
        const names = Array.from({ length: 10 }, (_, at) => `visitor ${at}`)
        const seen = await Promise.all(
          names.map(async (name) => {
            const visitor = visitorAt(origin)
            await visitor.post(`${prefix}/set?value=${encodeURIComponent(name)}`)
            return (await visitor.seen(prefix)).data.note
          }),
        )
        expectSame(`${prefix}/read: notes`, seen.join(', '), names.join(', '))
      }
    },
  },
  {
    name: 'a message waits for the next page, and is given once',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/flash`)
        const { body } = await visitor.get(`${prefix}/flashes`)
        expectSame('first', body.includes('kept'), true)
        expectSame('second', (await visitor.get(`${prefix}/flashes`)).body, '[]')
      }
    },
  },
  {
    name: 'a permanent session gets a cookie that outlives the browser',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        const [brief = ''] = (await visitor.post(`${prefix}/login`)).lines
        const [lasting = ''] = (await visitor.post(`${prefix}/permanent`)).lines
        expectSame('Max-Age before', /max-age/i.test(brief), false)
        expectSame('Max-Age', /;\s*max-age=[1-9]\d*/i.test(lasting), true)
        expectSame('permanent', (await visitor.seen(prefix)).permanent, true)
      }
    },
  },
]

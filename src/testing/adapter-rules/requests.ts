/**
 * Rules of what gets from a request to the session and its guards, however odd the request is.
 *
 * @module
 */

import { statusOfRequest } from '../adapter-raw-request.ts'
import type { AdapterRule } from '../adapter-rule.ts'
import { visitorAt } from '../adapter-visitor.ts'
import { expectBetween, expectSame } from '../expectation.ts'
import { sound } from './cookies.ts'

const garbage = [
  'x',
  '=',
  '%E0%A4%A',
  '"quoted"',
  'a.b.c',
  'A'.repeat(1_000),
  `${'A'.repeat(3_990)}`,
  'AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAhIiMkJSYnKCkqKywtLi8w',
] as const

const oddHosts = ['', '[', 'a b', '%', '127.0.0.1:99999', 'x'.repeat(300), '::', '<script>']
const oddTargets = [
  '//',
  '//[',
  '/%',
  '/%00?%ff',
  '/..%2f..',
  '/cookie/read?%E0%A4%A',
  '/?'.repeat(99),
]

/** Rules of what gets from a request to the session. */
export const requestRules: readonly AdapterRule[] = [
  {
    name: 'a garbage cookie opens a fresh session, which the next change replaces',
    async check({ origin }) {
      for (const prefix of sound) {
        const name = await cookieName(origin, prefix)
        for (const value of garbage) {
          const visitor = visitorAt(origin, `${name}=${value}`)
          const { status, lines, body } = await visitor.get(`${prefix}/read`)
          expectSame('status', status, 200)
          expectSame('cookies', lines.length, 0)
          expectSame('whether it is new', body.includes('"isNew":true'), true)
          await visitor.post(`${prefix}/set`)
          expectSame('note', (await visitor.seen(prefix)).data.note, 'kept')
        }
      }
    },
  },
  {
    name: 'among several cookies of the same name the valid one is found, among those of others too',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set`)
        const mine = visitor.cookie ?? ''
        const other = mine.replace(/=.*/, '=garbage')
        for (const cookie of [
          `${mine}; ${other}`,
          `${other}; ${mine}`,
          `a=1; ${other}; b="2; ${mine};c`,
        ]) {
          const { isNew } = await visitorAt(origin, cookie).seen(prefix)
          expectSame('isNew', isNew, false)
        }
      }
    },
  },
  {
    name: 'on this machine over plain http the cookie is a plain one',
    needs: 'plain-http',
    async check({ origin }) {
      for (const prefix of sound) {
        const { lines } = await visitorAt(origin).post(`${prefix}/set`)
        expectSame('whether it has the plain name', lines[0]?.startsWith('session='), true)
        expectSame('Secure', /;\s*secure/i.test(lines[0] ?? ''), false)
      }
    },
  },
  {
    name: 'behind a proxy the cookie is a Secure one',
    async check({ origin }) {
      for (const prefix of sound) {
        for (const name of ['X-Forwarded-Proto', 'Via', 'Forwarded']) {
          const headers = { [name]: 'https' }
          const answer = await visitorAt(origin).get(`${prefix}/redirect?act=set`, { headers })
          const [line = ''] = answer.lines
          expectSame(`${name}: name`, line.slice(0, line.indexOf('=')), '__Host-Http-session')
          expectSame(`${name}: Secure`, /;\s*secure/i.test(line), true)
        }
      }
    },
  },
  {
    name: 'a guard sees the method, the URL and the headers, and what it adds goes out',
    async check({ origin }) {
      for (const prefix of sound) {
        for (const method of ['GET', 'POST'] as const) {
          const path = `${prefix}/guarded`
          const headers = { 'X-Asked': 'a question' }
          const answer = await visitorAt(origin).get(`${path}?a=1&b=%20x`, { method, headers })
          expectSame('body', answer.body, 'guarded')
          expectSame('method', answer.headers.get('x-seen-method'), method)
          const url = new URL(answer.headers.get('x-seen-url') ?? '', 'http://nothing.invalid')
          expectSame('path', url.pathname, path)
          // Some frameworks write a query anew: `+` for `%20`.
          expectSame('query', [...url.searchParams].join(' & '), 'a,1 & b, x')
          expectSame('host', url.port, new URL(origin).port)
          expectSame('header', answer.headers.get('x-seen-header'), 'a question')
          expectSame('Vary', /x-asked/i.test(answer.headers.get('vary') ?? ''), true)
        }
      }
    },
  },
  {
    name: 'requireLogin sends strangers to the login page and back, and lets members through',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        const { status, headers, lines } = await visitor.get(`${prefix}/members?page=2`)
        expectSame('status', status, 302)
        const location = (headers.get('location') ?? '').replace(origin, '')
        const next = encodeURIComponent(`${prefix}/members?page=2`).replaceAll('%2F', '/')
        expectSame('Location', location, `${prefix}/login-page?next=${next}`)
        expectSame('cookies', lines.length, 0)
        await visitor.post(`${prefix}/login`)
        const member = await visitor.get(`${prefix}/members?page=2`)
        expectSame('status of a member', member.status, 200)
        expectSame('body', member.body, 'Hello, ada!')
      }
    },
  },
  {
    name: 'an odd Host header leaves the server as it was',
    needs: 'odd-hosts',
    async check({ origin }) {
      for (const host of oddHosts) {
        for (const path of ['/cookie/read', '/store/redirect?act=set', '/cookie/guarded']) {
          const status = await statusOfRequest(origin, path, host)
          expectBetween(`status for ${JSON.stringify(host)}`, status, 200, 499)
        }
      }
      expectSame('status', (await visitorAt(origin).get('/cookie/up')).status, 200)
    },
  },
  {
    name: 'an odd request target leaves the server as it was',
    needs: 'odd-targets',
    async check({ origin }) {
      for (const target of oddTargets) {
        const status = await statusOfRequest(origin, target, new URL(origin).host)
        expectBetween(`status for ${target}`, status, 200, 499)
      }
      expectSame('status', (await visitorAt(origin).get('/cookie/up')).status, 200)
    },
  },
]

async function cookieName(origin: string, prefix: string): Promise<string> {
  const visitor = visitorAt(origin)
  await visitor.post(`${prefix}/set`)
  return (visitor.cookie ?? '').replace(/=.*/, '')
}

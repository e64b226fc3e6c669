/**
 * Rules of what an answer says to caches.
 *
 * @module
 */

import type { AdapterRule } from '../adapter-rule.ts'
import { visitorAt } from '../adapter-visitor.ts'
import { expectSame } from '../expectation.ts'
import { sound } from './cookies.ts'

function varies(headers: Headers, by: string): boolean {
  return new RegExp(`(?:^|,)\\s*${by}\\s*(?:,|$)`, 'i').test(headers.get('vary') ?? '')
}

/** Rules of what an answer says to caches. */
export const cacheRules: readonly AdapterRule[] = [
  {
    name: 'an answer that left the session alone says nothing of it to caches',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set`)
        const { headers } = await visitor.get(`${prefix}/headers?Cache-Control=max-age%3D60`)
        expectSame('whether it varies by cookie', varies(headers, 'cookie'), false)
        expectSame('Cache-Control', headers.get('cache-control'), 'max-age=60')
      }
    },
  },
  {
    name: 'an answer made of a session is private, unless the handler says otherwise',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        await visitor.post(`${prefix}/set`)
        const { headers } = await visitor.get(`${prefix}/headers?act=read&Vary=Accept-Language`)
        expectSame('whether it varies by cookie', varies(headers, 'cookie'), true)
        expectSame('whether it varies as the app said', varies(headers, 'accept-language'), true)
        expectSame('Cache-Control', headers.get('cache-control'), 'private, no-cache')
        const own = await visitor.get(`${prefix}/headers?act=read&Cache-Control=max-age%3D60`)
        expectSame('own Cache-Control', own.headers.get('cache-control'), 'max-age=60')
      }
    },
  },
  {
    name: 'an answer that sets the cookie is stored by no cache, whatever the handler said',
    async check({ origin }) {
      const said = 'Cache-Control=public&Expires=Thu,%2001%20Jan%202099%2000:00:00%20GMT'
      const more = 'CDN-Cache-Control=max-age%3D60&Surrogate-Control=max-age%3D60'
      for (const prefix of sound) {
        const path = `${prefix}/headers?act=set&${said}&${more}&X-Own=stays`
        const { headers } = await visitorAt(origin).get(path)
        expectSame('whether it varies by cookie', varies(headers, 'cookie'), true)
        expectSame('Cache-Control', headers.get('cache-control'), 'private, no-store')
        for (const name of ['expires', 'cdn-cache-control', 'surrogate-control']) {
          expectSame(name, headers.get(name), null)
        }
        expectSame("the app's own header", headers.get('x-own'), 'stays')
      }
    },
  },
]

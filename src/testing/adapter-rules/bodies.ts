/**
 * Rules of bodies: streams arrive whole and while they are made, and answers without a body set the
 * cookie as any other.
 *
 * @module
 */

import type { AdapterRule } from '../adapter-rule.ts'
import { newGate, visitorAt } from '../adapter-visitor.ts'
import { expectSame } from '../expectation.ts'
import { sound } from './cookies.ts'

function blocks(count: number, size: number): string {
  return Array.from({ length: count }, (_, at) =>
    String.fromCharCode(97 + (at % 26)).repeat(size),
  ).join('')
}

/** Rules of bodies. */
export const bodyRules: readonly AdapterRule[] = [
  {
    name: 'a streamed body arrives whole, and its session is saved',
    async check({ origin }) {
      for (const prefix of sound) {
        for (const [count, size] of [
          [5, 100],
          [64, 65_536],
          [0, 0],
        ] as const) {
          const visitor = visitorAt(origin)
          const path = `${prefix}/stream?act=set&value=kept&blocks=${count}&size=${size}`
          const { status, lines, body } = await visitor.get(path)
          expectSame(`${path}: status`, status, 200)
          expectSame(`${path}: cookies`, lines.length, 1)
          expectSame(`${path}: characters`, body.length, count * size)
          expectSame(`${path}: whether they are right`, body === blocks(count, size), true)
          expectSame('note', (await visitor.seen(prefix)).data.note, 'kept')
        }
      }
    },
  },
  {
    name: 'the cookie changes nothing of what an answer says its body is',
    async check({ origin }) {
      for (const prefix of sound) {
        for (const path of ['bare', 'two-cookies']) {
          const untouched = await visitorAt(origin).get(`${prefix}/${path}`)
          const changed = await visitorAt(origin).get(`${prefix}/${path}?act=set`)
          expectSame(`${path}: cookies`, changed.lines.length, 1)
          const types = [untouched, changed].map(({ headers }) => headers.get('content-type'))
          expectSame(`${path}: Content-Type`, types[1], types[0])
        }
      }
    },
  },
  {
    name: 'the beginning of a stream arrives before its end is made',
    async check({ origin }) {
      for (const prefix of sound) {
        const [visitor, gate] = [visitorAt(origin), newGate()]
        await visitor.post(`${prefix}/set`)
        const response = await visitor.open(`${prefix}/late?gate=${gate}`, { longestWait: 6_000 })
        const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
        expectSame('first part', (await reader?.read())?.value, 'begun ')
        await visitor.get(`${prefix}/release?gate=${gate}`)
        expectSame('last part', (await reader?.read())?.value, 'done')
        expectSame('whether it ends', (await reader?.read())?.done, true)
      }
    },
  },
  {
    name: 'a visitor who hangs up in the middle of a stream leaves the server as it was',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        const response = await visitor.open(`${prefix}/stream?act=set&blocks=2000&size=65536`)
        const reader = response.body?.getReader()
        await reader?.read()
        await reader?.cancel()
        expectSame('note', (await visitor.seen(prefix)).data.note, 'kept')
      }
    },
  },
  {
    name: 'a stream that breaks leaves the server as it was',
    async check({ origin }) {
      for (const prefix of sound) {
        const visitor = visitorAt(origin)
        // Whether the visitor hears of it, and as what, is up to the framework.
        await visitor.get(`${prefix}/broken-stream?act=set`).catch(() => {})
        expectSame('status', (await visitor.get(`${prefix}/up`)).status, 200)
      }
    },
  },
  {
    name: 'an answer without a body sets the cookie, whatever its status',
    async check({ origin }) {
      for (const prefix of sound) {
        for (const status of [200, 204, 304, 404]) {
          const visitor = visitorAt(origin)
          const answer = await visitor.get(`${prefix}/empty?act=set&status=${status}`)
          expectSame('status', answer.status, status)
          expectSame(`${status}: body`, answer.body, '')
          expectSame(`${status}: cookies`, answer.lines.length, 1)
          expectSame('note', (await visitor.seen(prefix)).data.note, 'kept')
        }
      }
    },
  },
  {
    name: 'HEAD sets the cookie as GET does, and has no body',
    async check({ origin }) {
      for (const prefix of sound) {
        for (const path of ['two-cookies', 'stream', 'redirect']) {
          const visitor = visitorAt(origin)
          const answer = await visitor.get(`${prefix}/${path}?act=set`, { method: 'HEAD' })
          expectSame(`HEAD ${path}: status`, answer.status, path === 'redirect' ? 302 : 200)
          expectSame(`HEAD ${path}: body`, answer.body, '')
          expectSame(`HEAD ${path}: cookies`, answer.lines.length, 1)
          expectSame('note', (await visitor.seen(prefix)).data.note, 'kept')
        }
      }
    },
  },
]

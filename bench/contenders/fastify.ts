/**
 * Peers on Fastify: the functions of @fastify/secure-session alone, and @fastify/session behind
 * Fastify's own `inject`.
 *
 * @module
 */

import { parseCookie, stringifySetCookie } from 'cookie'
import type { Act, Contender } from '../contender.ts'
import { silence } from '../contender.ts'
import { loadDefault } from '../peers/load.ts'
import { actOnKeys, type Keyed } from './acts.ts'
import { secret, secretBytes } from './secrets.ts'

interface App {
  register(plugin: unknown, options?: object): Promise<void>
  get(path: string, handler: (request: { readonly session: Keyed }) => unknown): void
  inject(request: object): Promise<{ readonly headers: Record<string, unknown> }>
  ready(): Promise<void>
  decodeSecureSession(text: string | undefined): Keyed | null
  createSecureSession(data: object): Keyed
  encodeSecureSession(session: Keyed): string
}

type Fastify = () => App

/** @fastify/secure-session 8. */
export const secureSession: Contender = {
  name: '@fastify/secure-session, its functions',
  protection: 'encrypted',
  async open(body) {
    const app = (await loadDefault<Fastify>('fastify'))()
    await app.register(await loadDefault('@fastify/secure-session'), { key: secretBytes })
    await app.ready()
    return (act, cookie) => {
      if (act === 'none') return silence
      const text = cookie === undefined ? undefined : parseCookie(cookie)['session']
      const session = app.decodeSecureSession(text) ?? app.createSecureSession({})
      const visits = actOnKeys(session, act, body)
      if (act !== 'modify' && act !== 'begin') return { visits, cookies: [] }
      const value = app.encodeSecureSession(session)
      return { visits, cookies: [stringifySetCookie({ name: 'session', value, httpOnly: true })] }
    }
  },
}

/** @fastify/session 11. */
export const fastifyStoreSession: Contender = {
  name: '@fastify/session, memory',
  protection: 'store',
  async open(body) {
    const fastify = await loadDefault<Fastify>('fastify')
    let [current, visits]: [Act, unknown] = ['none', undefined]
    const [bare, app] = [fastify(), fastify()]
    await app.register(await loadDefault('@fastify/cookie'))
    await app.register(await loadDefault('@fastify/session'), {
      secret,
      cookieName: 'session',
      saveUninitialized: false,
      cookie: { secure: false },
    })
    bare.get('/', async () => 'ok')
    app.get('/', async ({ session }) => {
      visits = actOnKeys(session, current, body)
      return 'ok'
    })
    await Promise.all([bare.ready(), app.ready()])
    return async (act, cookie) => {
      ;[current, visits] = [act, undefined]
      const headers = cookie === undefined ? {} : { cookie }
      const answer = await (act === 'none' ? bare : app).inject({ url: '/', headers })
      const { 'set-cookie': lines = [] } = answer.headers
      return { visits, cookies: [lines].flat().map(String) }
    }
  },
}

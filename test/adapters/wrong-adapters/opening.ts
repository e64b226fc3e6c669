/**
 * Adapters that open the wrong session, or tell too little of the request.
 *
 * @module
 */

import type { Session } from 'coatcheck'
import { between, inExchange, inRoutes, type WrongAdapter } from './wrong-adapter.ts'

/** Adapters that are wrong in opening. */
export const wrongInOpening: readonly WrongAdapter[] = [
  {
    fault: 'it opens one session for all visitors',
    breaks: [
      'a change sets the cookie once, and the next request finds what was set',
      'visitors who come at the same time each have a session of their own',
    ],
    listener: between((sessions) => {
      let session: Session | undefined
      return {
        async open(exchange) {
          session ??= await sessions.open(exchange)
          return session
        },
        commit: () => undefined,
      }
    }),
  },
  {
    fault: 'it opens one session for all requests of a visitor that are under way',
    breaks: [
      'with a store, two requests under way that set different keys keep both',
      'with a store, a request under way does not bring back a session that was logged out',
      'with a store, a request under way writes nothing into what a login began',
    ],
    listener: between((sessions) => {
      const opened = new Map<string, { session: Promise<Session>; requests: number }>()
      return {
        async open(exchange) {
          const cookie = exchange.cookieHeader ?? ''
          if (cookie === '') return sessions.open(exchange)
          const { session = Promise.resolve(sessions.open(exchange)), requests = 0 } =
            opened.get(cookie) ?? {}
          opened.set(cookie, { session, requests: requests + 1 })
          return session
        },
        async commit(session, exchange) {
          await sessions.commit(session, exchange)
          const cookie = exchange.cookieHeader ?? ''
          const known = opened.get(cookie)
          if (known === undefined) return
          if (known.requests > 1) opened.set(cookie, { ...known, requests: known.requests - 1 })
          else opened.delete(cookie)
        },
      }
    }),
  },
  {
    fault: 'it uses every session',
    breaks: [
      'an answer that left the session alone says nothing of it to caches',
      'a store that cannot be read fails those who use the session, and nobody else',
      'a logout ends a session that the store could not read',
    ],
    listener: between((sessions) => ({
      async open(exchange) {
        const session = await sessions.open(exchange)
        void session.subject
        return session
      },
    })),
  },
  {
    fault: 'it takes the messages of every session',
    breaks: ['a message waits for the next page, and is given once'],
    listener: between((sessions) => ({
      async open(exchange) {
        const session = await sessions.open(exchange)
        if (new URL(exchange.url).pathname.startsWith('/cookie')) session.takeFlashes()
        return session
      },
    })),
  },
  {
    fault: 'it tells only the last of several cookies of one name',
    breaks: [
      'among several cookies of the same name the valid one is found, among those of others too',
    ],
    listener: inExchange(({ cookieHeader = '' }) => {
      const pairs = cookieHeader
        .split(';')
        .map((pair) => pair.trim().split('=') as [string, string])
      const last = Object.entries(Object.fromEntries(pairs))
      return { cookieHeader: last.map((pair) => pair.join('=')).join('; ') }
    }),
  },
  {
    fault: 'it refuses a request whose cookie it cannot make out',
    breaks: ['a garbage cookie opens a fresh session, which the next change replaces'],
    listener: between((sessions) => ({
      open(exchange) {
        decodeURIComponent(exchange.cookieHeader ?? '')
        return sessions.open(exchange)
      },
    })),
  },
  {
    fault: 'it tells no header of the request',
    breaks: ['behind a proxy the cookie is a Secure one'],
    listener: inExchange(() => ({ header: () => undefined })),
  },
  {
    fault: 'it takes every request for one over https',
    breaks: ['on this machine over plain http the cookie is a plain one'],
    listener: inExchange(({ url }) => ({ url: url.replace('http:', 'https:') })),
  },
  {
    fault: 'it shows guards another method',
    breaks: ['a guard sees the method, the URL and the headers, and what it adds goes out'],
    listener: inRoutes(({ guards }) => ({
      guards: guards.map((guard) => (request) => guard({ ...request, method: 'GET' })),
    })),
  },
  {
    fault: 'it shows guards a URL without its query',
    breaks: [
      'a guard sees the method, the URL and the headers, and what it adds goes out',
      'requireLogin sends strangers to the login page and back, and lets members through',
    ],
    listener: inRoutes(({ guards }) => ({
      guards: guards.map(
        (guard) => (request) => guard({ ...request, url: request.url.replace(/\?.*/, '') }),
      ),
    })),
  },
  {
    fault: 'it drops the headers that guards add',
    breaks: ['a guard sees the method, the URL and the headers, and what it adds goes out'],
    listener: inRoutes(({ guards }) => ({
      guards: guards.map((guard) => (request) => {
        const decision = guard(request)
        return decision?.type === 'pass' ? undefined : decision
      }),
    })),
  },
  {
    fault: 'it asks no guard',
    breaks: [
      'a guard sees the method, the URL and the headers, and what it adds goes out',
      'requireLogin sends strangers to the login page and back, and lets members through',
    ],
    listener: inRoutes(() => ({ guards: [] })),
  },
]

/**
 * An adapter that is wrong on purpose, in one way that real ones were found to be: a right one with
 * one fault put round it.
 *
 * @module
 */

import type { RequestListener } from 'node:http'
import type { Exchange, Session, Sessions } from 'coatcheck'
import type { AdapterApp, AppRoute } from 'coatcheck/testing'
import { type Fetch, listenerOf, webFetch } from '../contract-servers.ts'

/** An adapter that is wrong in one way. */
export interface WrongAdapter {
  /** What is wrong with it. */
  readonly fault: string
  /** Some names of rules it breaks, those that are about the fault. */
  readonly breaks: readonly string[]
  /** Serves the app through it. */
  listener(app: AdapterApp): RequestListener
}

/** Makes an adapter with a fault round the answers of a right one. */
export function around(wrap: (fetch: Fetch) => Fetch): WrongAdapter['listener'] {
  return (app) => listenerOf(wrap(webFetch(app)))
}

/** Makes an adapter with a fault round the sessions that a right one is given. */
export function between(wrap: (sessions: Sessions) => Partial<Sessions>): WrongAdapter['listener'] {
  return (app) => {
    const sections = app.sections.map((section) => {
      const { sessions } = section
      const real: Sessions = {
        open: (exchange) => sessions.open(exchange),
        commit: (session, exchange) => sessions.commit(session, exchange),
      }
      return { ...section, sessions: { ...real, ...wrap(sessions) } }
    })
    return listenerOf(webFetch({ ...app, sections }))
  }
}

/** Makes an adapter with a fault in what it tells sessions of a request, or does to its answer. */
export function inExchange(
  wrap: (exchange: Exchange) => Partial<Exchange>,
): WrongAdapter['listener'] {
  return between((sessions) => {
    const wrapped = new WeakMap<Exchange, Exchange>()
    const wrong = (exchange: Exchange): Exchange => {
      const known = wrapped.get(exchange) ?? overlaid(exchange, wrap(exchange))
      wrapped.set(exchange, known)
      return known
    }
    return {
      open: (exchange) => sessions.open(wrong(exchange)),
      commit: (session, exchange) => sessions.commit(session, wrong(exchange)),
    }
  })
}

/** Makes an adapter that hands out sessions with a fault. */
export function inSession(wrap: (session: Session) => Partial<Session>): WrongAdapter['listener'] {
  return between((sessions) => {
    const originals = new WeakMap<Session, Session>()
    const wrong = (session: Session): Session => {
      const given = overlaid(session, wrap(session))
      originals.set(given, session)
      return given
    }
    return {
      async open(exchange) {
        return wrong(await sessions.open(exchange))
      },
      commit: (session, exchange) => sessions.commit(originals.get(session) ?? session, exchange),
    }
  })
}

/** Makes an adapter with a fault in what it does with routes. */
export function inRoutes(wrap: (route: AppRoute) => Partial<AppRoute>): WrongAdapter['listener'] {
  return (app) => {
    const sections = app.sections.map((section) => ({
      ...section,
      routes: section.routes.map((route) => ({ ...route, ...wrap(route) })),
    }))
    const routes = sections.flatMap(({ routes }) => routes)
    const find: AdapterApp['find'] = (method, url) => {
      const found = app.find(method, url)
      const { method: own, path } = found?.route ?? {}
      const route = routes.find((each) => each.method === own && each.path === path)
      return found === undefined || route === undefined ? undefined : { ...found, route }
    }
    return listenerOf(webFetch({ ...app, sections, find }))
  }
}

/** Puts members over those of an object that knows its own class. */
function overlaid<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get(_target, key) {
      if (Object.hasOwn(members, key)) return Reflect.get(members, key, members)
      const member: unknown = Reflect.get(target, key, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
    set: (_target, key, value) => Reflect.set(target, key, value, target),
  })
}

/** Gives an answer with other headers. */
export function withHeaders(response: Response, change: (headers: Headers) => void): Response {
  const headers = new Headers(response.headers)
  change(headers)
  const { status, statusText, body } = response
  return new Response(body, { status, statusText, headers })
}

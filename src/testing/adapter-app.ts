/**
 * The app that the rules of the adapter contract visit: written once, served through every adapter.
 * It needs no test runner and nothing of Node, so that it may run in any runtime.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Secrets } from '../options.ts'
import { createSessions, type Sessions } from '../sessions.ts'
import type { Store } from '../store.ts'
import { storeAround } from '../store-around.ts'
import { memoryStore } from '../stores/memory.ts'
import type { AppAnswer } from './adapter-answer.ts'
import { makeGates } from './adapter-gates.ts'
import { type AppRoute, routesUnder } from './adapter-routes.ts'

/** A part of the app, all of whose paths begin alike and whose visitors share one kind of session. */
export interface AppSection {
  /** How its paths begin, such as `'/cookie'`. */
  readonly prefix: string
  /** The sessions to open and commit for its requests. */
  readonly sessions: Sessions
  /** Its routes, by their full paths; each of `guards` stands before its `handle`. */
  readonly routes: readonly AppRoute[]
}

/** A route and where it stands. */
export interface FoundRoute {
  /** The section, whose sessions the request is about. */
  readonly section: AppSection
  /** The route. */
  readonly route: AppRoute
}

/** The app of the adapter contract. */
export interface AdapterApp {
  /** Its parts. */
  readonly sections: readonly AppSection[]
  /**
   * Finds the route of a request, for servers without a router of their own.
   *
   * @param method the method; `HEAD` finds what `GET` does
   * @param url the request's URL, absolute or only its path and query
   */
  find(method: string, url: string): FoundRoute | undefined
  /** Gives the error page; the framework's error handler answers with it, once for every error. */
  errorPage(error: unknown): AppAnswer
}

/**
 * Makes the app of the adapter contract.
 *
 * Its parts are `/cookie` (data in the cookie), `/store` (data in a store), and `/unwritable` and
 * `/unreadable` (the same store, which refuses to write or to be read; a ticket got at `/store` is
 * good there).
 *
 * @param secrets what its sessions are sealed with (a text that anybody may know)
 * @example
 * import { guard, withSession } from 'coatcheck/adapters/web'
 * import { adapterApp, responseOf } from 'coatcheck/testing'
 *
 * const app = adapterApp()
 *
 * export default {
 *   async fetch(request: Request): Promise<Response> {
 *     const found = app.find(request.method, request.url)
 *     if (found === undefined) return new Response('Not Found', { status: 404 })
 *     const { section, route } = found
 *     const answer = withSession(
 *       section.sessions,
 *       guard(...route.guards)(async (request: Request, session) =>
 *         responseOf(await route.handle(session, request.url)),
 *       ),
 *       { onError: (error) => responseOf(app.errorPage(error)) },
 *     )
 *     return answer(request)
 *   },
 * }
 */
export function adapterApp(
  secrets: Secrets = 'a secret of the adapter contract alone',
): AdapterApp {
  const store = overNetwork(memoryStore())
  const gates = makeGates()
  let errors = 0

  const section = (prefix: string, kept: Store | undefined): AppSection => ({
    prefix,
    sessions: createSessions({ secrets, store: kept }),
    routes: routesUnder(prefix, { gates, errors: () => errors }),
  })
  const sections = [
    section('/cookie', undefined),
    section('/store', store),
    section('/unwritable', {
      ...store,
      create: unavailable,
      update: unavailable,
      touch: unavailable,
      delete: unavailable,
    }),
    section('/unreadable', { ...store, load: unavailable }),
  ]

  return {
    sections,

    find(method, url) {
      const asked = method === 'HEAD' ? 'GET' : method
      const path = pathOf(url)
      for (const section of sections) {
        const route = section.routes.find((each) => each.method === asked && each.path === path)
        if (route !== undefined) return { section, route }
      }
      return undefined
    },

    errorPage(error) {
      errors += 1
      const isOurs = error instanceof CoatcheckError
      return {
        status: isOurs ? error.status : 500,
        headers: [['Content-Type', 'text/plain; charset=utf-8']],
        body: `The error page: ${isOurs ? error.code : 'an error of the handler'}`,
      }
    },
  }
}

// A real store takes its time, so that an answer waits for its commit and requests overlap.
function overNetwork(store: Store): Store {
  return storeAround(store, async (_verb, run) => {
    await new Promise((resolve) => setTimeout(resolve, 1))
    return run()
  })
}

async function unavailable(): Promise<never> {
  await new Promise((resolve) => setTimeout(resolve, 1))
  throw new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store of the trial is out of order')
}

// Without parsing the whole: what a client wrote as Host makes URLs that cannot be parsed.
function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').replace(/[?#].*$/s, '')
}

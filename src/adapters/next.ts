/**
 * Sessions for Next's App Router: route handlers, server actions and server components.
 *
 * @module
 */

import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { type NextCookies, runAction } from './next-action.ts'
import { type NextFunction, rememberRequest } from './next-guard.ts'
import { openReadOnly, readOnly } from './next-read-only.ts'
import { type NextHeaders, nextRequest, withoutNextsOwn } from './next-request.ts'
import { runRoute } from './next-route.ts'
import { statusOfSignal } from './next-signal.ts'

export type { NextCookie, NextCookies } from './next-action.ts'
export { guard, type NextFunction } from './next-guard.ts'
export type { NextHeaders } from './next-request.ts'

/** What `nextSessions` needs of Next, and what an app may choose. */
export interface NextOptions {
  /** `cookies` of `next/headers`. */
  readonly cookies: () => Promise<NextCookies>
  /** `headers` of `next/headers`. */
  readonly headers: () => Promise<NextHeaders>
  /**
   * Makes a route handler's answer to an error, of its own or of the session (default: an error of
   * the session becomes its status as plain text; every other one goes on to Next, which reports
   * it and answers 500, unless a logout's cookie has to go out with the answer).
   */
  readonly onError?:
    | ((error: unknown, request: Request) => Response | Promise<Response>)
    | undefined
}

/** An app's sessions, as Next's functions use them. */
export interface NextSessions<Data extends object> {
  /**
   * Gives the session of the request that is being answered: the one that `withSession` opened, or
   * in a server component, where Next can set no cookie, one to read only.
   *
   * In one request all calls give the same session; the page that Next renders after an action sees
   * what the action left.
   */
  getSession(): Promise<Session<Data>>
  /**
   * Makes a route handler, a server action or a proxy that opens the session, runs, and commits it.
   *
   * `redirect()` and `notFound()` count as the status they stand for, any other thrown error as
   * 500, of which nothing but ends is kept. What Next calls it with follows after the session.
   */
  withSession<Args extends readonly unknown[], Result>(
    fn: NextFunction<Data, Args, Result>,
  ): (...args: Args) => Promise<Result>
  /** The sessions for API routes of the Pages Router, by `coatcheck/adapters/node`. */
  readonly pagesSessions: Sessions<Data>
}

/**
 * Gives Next's functions the sessions of an app. `cookies` and `headers` are those of
 * `next/headers`.
 *
 * - Server components only read: a change there throws `ERR_READ_ONLY`.
 * - A server action sets its cookie through `cookies()`; its answers are never cached, by Next.
 * - `export const proxy = withSession(…)` works in `proxy.ts`; what it changes without a store, the
 *   page sees at the next request.
 * - In the Pages Router, `withSession(pagesSessions, …)` of `coatcheck/adapters/node` makes API
 *   routes; say `export const config = { api: { externalResolver: true } }` beside it.
 * - Next loads a module once for pages and once for route handlers: keep a `memoryStore()` on
 *   `globalThis`, or there will be two.
 *
 * @example
 * // sessions.ts
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { nextSessions } from 'coatcheck/adapters/next'
 * import { cookies, headers } from 'next/headers'
 *
 * const sessions = createSessions<{ visits: number }>(optionsFromEnv())
 * export const { getSession, withSession } = nextSessions(sessions, { cookies, headers })
 *
 * // app/visits/route.ts
 * import { withSession } from '../../sessions'
 *
 * export const POST = withSession((session) => {
 *   session.set('visits', session.get('visits', 0) + 1)
 *   return Response.json({ visits: session.get('visits') })
 * })
 */
export function nextSessions<Data extends object>(
  sessions: Sessions<Data>,
  options: NextOptions,
): NextSessions<Data> {
  const open = new WeakMap<object, Session<Data>>()
  const shown = new WeakMap<object, Promise<Session<Data>>>()

  return {
    async getSession() {
      const headers = await options.headers()
      const session = open.get(headers)
      if (session !== undefined) return session
      const known = shown.get(headers) ?? openReadOnly(sessions, nextRequest(headers, 'page'))
      shown.set(headers, known)
      return known
    },

    withSession<Args extends readonly unknown[], Result>(fn: NextFunction<Data, Args, Result>) {
      return async (...args: Args): Promise<Result> => {
        const headers = await options.headers()
        const outer = open.get(headers)
        // One called by another one: whoever opened the session commits it.
        if (outer !== undefined) return fn(outer, ...args)
        const [given] = args
        const isRoute = given instanceof Request
        const request = nextRequest(headers, isRoute ? given : 'action')
        const run = async (session: Session<Data>): Promise<Result> => {
          rememberRequest(session, request)
          open.set(headers, session)
          const keepForPage = (): void => {
            shown.set(headers, Promise.resolve(readOnly(session)))
          }
          try {
            const result = await fn(session, ...args)
            keepForPage()
            return result
          } catch (error) {
            if (statusOfSignal(error) < 500) keepForPage()
            throw error
          } finally {
            open.delete(headers)
          }
        }
        if (!isRoute) return runAction(sessions, request, run, await options.cookies())
        // Next calls only route handlers with a Request, and they give a Response.
        const route = run as (session: Session<Data>) => Promise<Response>
        return runRoute(sessions, request, route, options.onError) as Promise<Result>
      }
    },

    pagesSessions: {
      open: (exchange) => sessions.open(withoutNextsOwn(exchange)),
      commit: (session, exchange) => sessions.commit(session, exchange),
    },
  }
}

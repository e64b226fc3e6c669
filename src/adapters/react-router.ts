/**
 * Sessions for React Router's framework mode: a middleware, and the shape of its own session
 * storage.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Guard } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { type WebOptions, withSession } from './web.ts'
import { askGuards } from './web-guarded.ts'

export type { StorageSession } from './react-router-session.ts'
export { createSessionStorage, type SessionStorage } from './react-router-storage.ts'

/** What `createContext` of React Router makes: the key of a value in a request's context. */
export interface RouteContext<Value> {
  /** What is there when nothing was put there. */
  defaultValue?: Value
}

/** What this adapter needs of what React Router gives a middleware. */
export interface MiddlewareArgs {
  /** The request. */
  readonly request: Request
  /** Where it goes, without what React Router itself added to the request's URL. */
  readonly url: URL
  /** The request's context. */
  readonly context: {
    /** Puts a value there for loaders, actions and middleware. */
    set(key: RouteContext<unknown>, value: unknown): void
  }
}

/** A middleware of React Router. */
export type Middleware = (args: MiddlewareArgs, next: () => Promise<Response>) => Promise<Response>

const sessionOf = new WeakMap<object, Session<object>>()

/**
 * Makes a middleware that opens the visitor's session, puts it into the request's context, and
 * commits it right before the response's head is sent. It stands in the root route's `middleware`.
 *
 * The status that counts is the response's: an error that React Router renders is a 5xx, of which
 * nothing but ends is kept. What is streamed after the head comes too late for changes.
 * An error that a loader meets at the session, such as a store that is away, is one of the loader's.
 *
 * @param context the key under which loaders and actions find the session
 * @param options `onError` answers when the session could not be opened or saved (default: the
 * error's status as plain text, and the error on the console from status 500 on)
 * @example
 * // app/session.server.ts
 * import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
 * import { reactRouterSession } from 'coatcheck/adapters/react-router'
 * import { createContext } from 'react-router'
 *
 * type Data = { visits: number }
 *
 * export const sessionContext = createContext<Session<Data>>()
 * export const session = reactRouterSession(createSessions<Data>(optionsFromEnv()), sessionContext)
 *
 * // app/root.tsx
 * export const middleware = [session]
 *
 * // app/routes/visits.tsx
 * export function loader({ context }: Route.LoaderArgs) {
 *   const session = context.get(sessionContext)
 *   session.set('visits', session.get('visits', 0) + 1)
 *   return { visits: session.get('visits') }
 * }
 */
export function reactRouterSession<Data extends object>(
  sessions: Sessions<Data>,
  context: RouteContext<Session<Data>>,
  options: Pick<WebOptions, 'onError'> = {},
): Middleware {
  return (args, next) =>
    withSession(
      sessions,
      (_request, session) => {
        sessionOf.set(args.context, session)
        args.context.set(context, session)
        return next()
      },
      options,
    )(args.request)
}

/**
 * Makes a middleware that lets a request through only when every guard does. It stands in the
 * `middleware` of the route it guards, or of a layout above it.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` where `reactRouterSession` did not run
 * @example
 * import { guard } from 'coatcheck/adapters/react-router'
 * import { requireLogin } from 'coatcheck/guards/login'
 *
 * export const middleware = [guard(requireLogin({ loginPath: '/login' }))]
 */
export function guard(...guards: readonly Guard[]): Middleware {
  return async (args, next) => {
    const session = sessionOf.get(args.context)
    if (session === undefined) {
      throw new CoatcheckError(
        'ERR_NO_SESSION',
        'guard(): there is no session; put reactRouterSession(…) into the middleware of the root route',
      )
    }
    const { refusal, complete } = askGuards(guards, pageRequest(args), session)
    return refusal ?? complete(await next())
  }
}

// React Router fetches the data of a page under an address of its own, and a refusal is for the page.
function pageRequest({ request, url }: MiddlewareArgs): Request {
  if (new URL(request.url).pathname === url.pathname) return request
  const headers = new Headers(request.headers)
  headers.set('accept', 'text/html')
  return new Request(url, { method: request.method, headers })
}

/**
 * Guards before Next's route handlers and server actions.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Guard } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import { signalOf } from './next-signal.ts'
import { askGuards } from './web-guarded.ts'

/** A route handler or server action that gets the session before what Next gives it. */
export type NextFunction<Data extends object, Args extends readonly unknown[], Result> = (
  session: Session<Data>,
  ...args: Args
) => Result | Promise<Result>

const requests = new WeakMap<object, Request>()

/** Keeps the request of a session for the guards that will look at it. */
export function rememberRequest(session: object, request: Request): void {
  requests.set(session, request)
}

/**
 * Lets a request through to a route handler or server action only when every guard does. A route
 * handler's refusal is answered as the guard says; an action's becomes what `redirect()` or
 * `unauthorized()` throws.
 *
 * @throws {CoatcheckError} `ERR_NO_SESSION` outside `withSession`
 * @example
 * import { guard } from 'coatcheck/adapters/next'
 * import { requireLogin } from 'coatcheck/guards/login'
 *
 * const membersOnly = guard(requireLogin({ loginPath: '/login' }))
 *
 * export const GET = withSession(membersOnly((session) => Response.json(session.subject)))
 */
export function guard(
  ...guards: readonly Guard[]
): <Data extends object, Args extends readonly unknown[], Result>(
  fn: NextFunction<Data, Args, Result>,
) => NextFunction<Data, Args, Result> {
  return (fn) =>
    async (session, ...args) => {
      const request = requests.get(session)
      if (request === undefined) {
        throw new CoatcheckError(
          'ERR_NO_SESSION',
          'guard(): there is no request; put withSession(…) round it',
        )
      }
      const { refusal, complete } = askGuards(guards, request, session)
      if (refusal !== undefined) {
        const [given, event] = args
        if (!(given instanceof Request)) throw signalOf(refusal)
        const answer = isProxyEvent(event) ? withAbsoluteLocation(refusal, given.url) : refusal
        // A route handler gives a Response, and so does who refuses in its place.
        return answer as Awaited<ReturnType<typeof fn>>
      }
      const result = await fn(session, ...args)
      // The copy of a Response is one too.
      return result instanceof Response ? (complete(result) as typeof result) : result
    }
}

function isProxyEvent(event: unknown): boolean {
  return typeof event === 'object' && event !== null && 'waitUntil' in event
}

// Next takes nothing else from a proxy, and makes a path of it where it leads to the same host.
function withAbsoluteLocation(refusal: Response, base: string): Response {
  const location = refusal.headers.get('location')
  if (location === null || !URL.canParse(location, base)) return refusal
  const headers = new Headers(refusal.headers)
  headers.set('location', new URL(location, base).href)
  return new Response(refusal.body, { status: refusal.status, headers })
}

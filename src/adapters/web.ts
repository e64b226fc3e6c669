/**
 * Sessions for handlers that turn a `Request` into a `Response`: Bun, Deno, Workers, SvelteKit,
 * Nitro, Remix.
 *
 * @module
 */

import type { Guard } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { type WebExchange, webExchange } from './web-exchange.ts'
import { failureWithEnds, plainAnswer } from './web-failure.ts'
import { askGuards } from './web-guarded.ts'

/**
 * Answers a request, knowing its session.
 *
 * `Rest` is what the runtime passes along: a Worker's `env` and `ctx`, Bun's `server`, Deno's
 * `info`. `Result` has `undefined` in it where the runtime takes a connection over by itself, as
 * Bun does after `server.upgrade()`.
 */
export type WebHandler<
  Data extends object,
  Rest extends readonly unknown[] = [],
  Result extends Response | undefined = Response,
> = (request: Request, session: Session<Data>, ...rest: Rest) => Result | Promise<Result>

/** What an app may choose about `withSession`. */
export interface WebOptions<Rest extends readonly unknown[] = []> {
  /**
   * Makes the answer to an error, of the handler or of the session (default: the status the error
   * asks for when it is a `CoatcheckError`, else 500; a plain text that reveals nothing; the error
   * on the console, from status 500 on).
   */
  readonly onError?:
    | ((error: unknown, request: Request) => Response | Promise<Response>)
    | undefined
  /**
   * Tells the address of the peer, so that `secure: 'auto'` knows whether it is this machine
   * (default: nobody tells). Bun: `(request, server) => server.requestIP(request)?.address`.
   */
  readonly peerAddress?: ((request: Request, ...rest: Rest) => string | undefined) | undefined
}

/**
 * Gives every request to `handler` together with its session, and commits that session before the
 * response is handed to the runtime.
 *
 * - A response is never changed itself: when headers have to be added, its copy gets them and its
 *   body, untouched.
 * - An error of the handler becomes the answer of `onError` rather than an error of the runtime,
 *   whose own answer could not carry the cookie that a logout deletes. Nothing but ends is kept,
 *   if that answer is a 5xx. A thrown `Response` counts as returned.
 * - When the session cannot be saved, the answer is that of `onError` too, and never a 2xx: those
 *   are turned into a 500.
 *
 * @param handler what the app does
 * @returns what the runtime calls with a request
 *
 * @example
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { withSession } from 'coatcheck/adapters/web'
 *
 * const sessions = createSessions<{ visits: number }>(optionsFromEnv())
 *
 * export default {
 *   fetch: withSession(sessions, (request, session) => {
 *     session.set('visits', session.get('visits', 0) + 1)
 *     return new Response(`You have visited ${session.get('visits')} times`)
 *   }),
 * }
 */
export function withSession<
  Data extends object,
  Rest extends readonly unknown[] = [],
  Result extends Response | undefined = Response,
>(
  sessions: Sessions<Data>,
  handler: WebHandler<Data, Rest, Result>,
  options: WebOptions<Rest> = {},
): (request: Request, ...rest: Rest) => Promise<Result | Response> {
  const { onError = plainAnswer, peerAddress } = options

  const answerTo = async (error: unknown, request: Request): Promise<Response> => {
    try {
      return await onError(error, request)
    } catch (another) {
      return plainAnswer(new AggregateError([error, another], 'onError failed'))
    }
  }

  return async (request, ...rest) => {
    let exchange: WebExchange
    let session: Session<Data>
    try {
      exchange = webExchange(request, peerAddress?.(request, ...rest))
      session = await sessions.open(exchange)
    } catch (error) {
      return answerTo(error, request)
    }
    let answer: Result | Response
    try {
      answer = await handler(request, session, ...rest)
    } catch (error) {
      answer = error instanceof Response ? error : await answerTo(error, request)
    }
    try {
      exchange.answerWith(answer)
      await sessions.commit(session, exchange)
      return exchange.answered() ?? answer
    } catch (error) {
      try {
        return await failureWithEnds(sessions, session, exchange, await answerTo(error, request))
      } catch (another) {
        return plainAnswer(another)
      }
    }
  }
}

/**
 * Puts guards before a handler: the first that refuses answers in its place.
 *
 * @example
 * withSession(sessions, guard(requireLogin({ loginPath: '/login' }))((request, session) => {
 *   return new Response(`Welcome ${session.get('username')}`)
 * }))
 */
export function guard(
  ...guards: readonly Guard[]
): <Data extends object, Rest extends readonly unknown[], Result extends Response | undefined>(
  handler: WebHandler<Data, Rest, Result>,
) => WebHandler<Data, Rest, Result | Response> {
  return (handler) =>
    async (request, session, ...rest) => {
      const { refusal, complete } = askGuards(guards, request, session)
      if (refusal !== undefined) return refusal
      const answer = await handler(request, session, ...rest)
      return answer === undefined ? answer : complete(answer)
    }
}

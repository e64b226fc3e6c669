/**
 * Sessions for the servers of Node itself: `node:http`, `node:https`, and `node:http2` through its
 * compatibility API.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Guard } from '../guards/guard.ts'
import type { Session } from '../session.ts'
import type { SessionData } from '../session-data.ts'
import type { Sessions } from '../sessions.ts'
import { passes } from './guarded.ts'
import { holdHead } from './held-head.ts'
import { nodeExchange } from './node-exchange.ts'
import {
  clearHeaders,
  type NodeRequest,
  type NodeResponse,
  nameOfStatus,
  statusOf,
} from './node-message.ts'

export type { NodeRequest, NodeResponse } from './node-message.ts'

/** Answers a request whose visitor's session is open. What it throws or rejects with is answered. */
export type NodeHandler<
  Data extends object = SessionData,
  Req extends NodeRequest = IncomingMessage,
  Res extends NodeResponse = ServerResponse,
> = (req: Req, res: Res, session: Session<Data>) => unknown

/** What may be chosen about a listener. */
export interface NodeOptions<
  Req extends NodeRequest = IncomingMessage,
  Res extends NodeResponse = ServerResponse,
> {
  /**
   * Answers a request whose handler or session failed, or only takes note when `res.headersSent`.
   *
   * The default says the error's `status` (400 to 599, else 500) and that status's name as plain
   * text, closes the connection when part of another answer was sent, and writes errors of status
   * 500 and above to stderr.
   */
  readonly onError?: ((error: unknown, req: Req, res: Res) => unknown) | undefined
}

/**
 * Makes a request listener that opens the visitor's session, calls the handler with it, and commits
 * it right before the response's head is sent, however it is sent.
 *
 * When the handler, the opening or the commit fails, the error goes to `onError`, and never ends the
 * process. What was about to be answered is dropped then, and of the session's changes only ends are
 * carried out when the status is 500 or above. When somebody is still writing (a stream) as a commit
 * fails, the answer is the bare name of the status, and `onError` is called after it. A client that
 * hangs up before the head counts as a server error: ends are carried out at once.
 *
 * For HTTP/2 name the types of the handler's `req` and `res`, unless the listener is written right
 * into `createSecureServer(…)`.
 *
 * @example
 * import { createServer } from 'node:http'
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { withSession } from 'coatcheck/adapters/node'
 *
 * const sessions = createSessions<{ visits: number }>(optionsFromEnv())
 *
 * createServer(
 *   withSession(sessions, (req, res, session) => {
 *     session.set('visits', session.get('visits', 0) + 1)
 *     res.end(`You have visited ${session.get('visits')} times`)
 *   }),
 * ).listen(3000)
 */
export function withSession<
  Data extends object = SessionData,
  Req extends NodeRequest = IncomingMessage,
  Res extends NodeResponse = ServerResponse,
>(
  sessions: Sessions<Data>,
  handler: NodeHandler<Data, Req, Res>,
  options: NodeOptions<Req, Res> = {},
): (req: Req, res: Res) => void {
  const { onError = answerError } = options

  return (req, res) => {
    const exchange = nodeExchange(req, res)
    const report = (error: unknown): void => {
      settle(
        () => onError(error, req, res),
        () => answerError(error, req, res),
      )
    }
    const begin = (session: Session<Data>): unknown => {
      holdHead({ req, res, exchange, commit: () => sessions.commit(session, exchange), report })
      return handler(req, res, session)
    }
    settle(() => {
      const session = sessions.open(exchange)
      return session instanceof Promise ? session.then(begin) : begin(session)
    }, report)
  }
}

/**
 * Lets a request through to the handler only when every guard does. A refusal is answered as the
 * guard says, and the session is committed with it.
 *
 * @example
 * import { guard, withSession } from 'coatcheck/adapters/node'
 * import { requireLogin } from 'coatcheck/guards/login'
 *
 * const membersOnly = guard(requireLogin({ loginPath: '/login' }))
 *
 * createServer(withSession(sessions, membersOnly((req, res, session) => {
 *   res.end(`Hello, ${session.subject}!`)
 * })))
 */
export function guard(
  ...guards: readonly Guard[]
): <Data extends object, Req extends NodeRequest, Res extends NodeResponse>(
  handler: NodeHandler<Data, Req, Res>,
) => NodeHandler<Data, Req, Res> {
  return (handler) => (req, res, session) =>
    passes(guards, req, res, session) ? handler(req, res, session) : undefined
}

function settle(action: () => unknown, onFailure: (error: unknown) => void): void {
  try {
    const result = action()
    if (typeof result === 'object' && result !== null && 'then' in result) {
      Promise.resolve(result).catch(onFailure)
    }
  } catch (error) {
    onFailure(error)
  }
}

function answerError(error: unknown, _req: NodeRequest, res: NodeResponse): void {
  const status = statusOf(error)
  if (status >= 500) console.error(error)
  if (res.headersSent) {
    if (!res.writableEnded) res.destroy()
    return
  }
  clearHeaders(res)
  res.statusCode = status
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.end(nameOfStatus(status))
}

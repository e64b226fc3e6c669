/**
 * Runs guards in front of the handlers of a Node server.
 *
 * @module
 */

import type { Guard, GuardedRequest, GuardedSession, Refusal } from '../guards/guard.ts'
import { decisionOf, type GuardDecision } from './guard-decision.ts'
import type { NodeRequest, NodeResponse } from './node-message.ts'
import { requestUrl } from './request-url.ts'
import { addHeaders, headersOf } from './response-headers.ts'

/**
 * Asks the guards in turn, until one refuses.
 *
 * @param target the request target, for frameworks that shorten `req.url`
 * @returns whether the request may go on; if not, it has been answered
 */
export function passes(
  guards: readonly Guard[],
  req: NodeRequest,
  res: NodeResponse,
  session: GuardedSession,
  target?: string,
): boolean {
  const { refusal, added } = askGuards(guards, req, session, target)
  addHeaders(headersOf(res), added)
  if (refusal !== undefined) refuse(res, refusal)
  return refusal === undefined
}

/**
 * Asks the guards in turn, until one refuses, and answers nothing.
 *
 * @param target the request target, for frameworks that shorten `req.url`
 */
export function askGuards(
  guards: readonly Guard[],
  req: NodeRequest,
  session: GuardedSession,
  target?: string,
): GuardDecision {
  return decisionOf(guards, new GuardedMessage(req, session, target))
}

class GuardedMessage implements GuardedRequest {
  readonly session: GuardedSession
  readonly method: string
  /** A function by itself, since guards may take it out of the request. */
  readonly header: GuardedRequest['header']
  readonly #req: NodeRequest
  readonly #target: string | undefined

  constructor(req: NodeRequest, session: GuardedSession, target: string | undefined) {
    const header = (name: string): string | undefined => textOf(req.headers[name])
    this.header = header
    this.session = session
    this.method = req.method ?? 'GET'
    this.#req = req
    this.#target = target
  }

  // Only some guards ask for it.
  get url(): string {
    return requestUrl(this.#req, this.#target)
  }
}

function refuse(res: NodeResponse, { status, headers, body }: Refusal): void {
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value)
  res.statusCode = status
  res.end(body)
}

function textOf(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.join(', ')
}

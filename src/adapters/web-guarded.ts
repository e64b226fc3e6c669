/**
 * Runs guards in front of handlers that turn a `Request` into a `Response`.
 *
 * @module
 */

import type { Guard, GuardedSession } from '../guards/guard.ts'
import { type AddedHeader, decisionOf } from './guard-decision.ts'

/** What guards decided about a `Request`. */
export interface WebDecision {
  /** The answer in place of the handler's; `undefined` lets the request through. */
  readonly refusal: Response | undefined
  /** Gives the handler's answer with the headers of the guards; itself when there are none. */
  complete(answer: Response): Response
}

/** Asks guards in turn about a request, until one refuses. */
export function askGuards(
  guards: readonly Guard[],
  request: Request,
  session: GuardedSession,
): WebDecision {
  const { refusal, added } = decisionOf(guards, {
    session,
    method: request.method.toUpperCase(),
    url: request.url,
    header: (name) => request.headers.get(name) ?? undefined,
  })
  const complete = (answer: Response): Response => withHeaders(answer, added)
  if (refusal === undefined) return { refusal, complete }
  const { status, headers, body } = refusal
  return { refusal: complete(new Response(body, { status, headers })), complete }
}

function withHeaders(response: Response, added: readonly AddedHeader[]): Response {
  // An upgrade and Response.error() can be copied by nobody, and are no pages to guard.
  if (added.length === 0 || response.status < 200) return response
  const headers = new Headers(response.headers)
  const own = new Set(headers.keys())
  for (const { name, value, isList } of added) {
    // The answer has the last word, and among guards the last one.
    if (isList) headers.append(name, value)
    else if (!own.has(name.toLowerCase())) headers.set(name, value)
  }
  const { status, statusText } = response
  return new Response(response.body, { status, statusText, headers })
}

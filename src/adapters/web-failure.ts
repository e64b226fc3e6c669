/**
 * The answer to a request whose session could not be committed.
 *
 * @module
 */

import { CoatcheckError, type ErrorStatus } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import type { WebExchange } from './web-exchange.ts'

/**
 * Carries out the ends of a session that could not be committed, and gives the answer that tells of
 * the failure, with the cookie that they delete.
 *
 * @param answer what the app says of the failure
 */
export async function failureWithEnds<Data extends object>(
  sessions: Sessions<Data>,
  session: Session<Data>,
  exchange: WebExchange,
  answer: Response,
): Promise<Response> {
  const failure = noSuccess(answer)
  exchange.answerWith(failure, Math.max(failure.status, 500))
  try {
    await sessions.commit(session, exchange)
  } catch {
    // The answer already tells of the first failure; a second one adds nothing to it.
  }
  return exchange.answered() ?? failure
}

/** Gives the status that an error asks for: its own when it is Coatcheck's, else 500. */
export function statusOfFailure(error: unknown): ErrorStatus {
  return error instanceof CoatcheckError ? error.status : 500
}

/** Gives an answer that is no success: a 2xx becomes a 500, since nothing was saved. */
export function noSuccess(answer: Response): Response {
  if (!answer.ok) return answer
  const { body, headers } = answer
  return new Response(body, { status: 500, headers })
}

/** Gives the bare name of the status that an error asks for, and tells the log of a failure. */
export function plainAnswer(error: unknown): Response {
  const status = statusOfFailure(error)
  // A session that ended while a request was under way is nothing for a log.
  if (status >= 500) console.error(error)
  return new Response(reasons[status], {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

const reasons = { 401: 'Unauthorized', 500: 'Internal Server Error', 503: 'Service Unavailable' }

/**
 * A route handler with its session, whose answer is a `Response`.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { answerOfSignal } from './next-signal.ts'
import { type WebOptions, withSession } from './web.ts'

/**
 * Runs a route handler and commits its session.
 *
 * @param run the handler, which knows its arguments
 */
export async function runRoute<Data extends object>(
  sessions: Sessions<Data>,
  request: Request,
  run: (session: Session<Data>) => Promise<Response>,
  onError: WebOptions['onError'],
): Promise<Response> {
  let passedOn: { readonly error: unknown } | undefined
  const answered = withSession<Data>(
    sessions,
    async (_request, session) => {
      try {
        return await run(session)
      } catch (error) {
        const answer = answerOfSignal(error, request)
        if (answer !== undefined) return answer
        if (onError !== undefined || error instanceof CoatcheckError) throw error
        passedOn = { error }
        return new Response('Internal Server Error', { status: 500 })
      }
    },
    { onError },
  )
  const answer = await answered(request)
  if (passedOn === undefined) return answer
  // Next's own answer to an error has no room for the cookie that a logout deletes.
  if (answer.headers.getSetCookie().length === 0) throw passedOn.error
  console.error(passedOn.error)
  return answer
}

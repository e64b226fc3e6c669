/**
 * What several guards decide together, whatever the framework.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Guard, GuardedRequest, Refusal } from '../guards/guard.ts'

/** A header that a guard adds to the answer. */
export interface AddedHeader {
  /** Its name. */
  readonly name: string
  /** Its value. */
  readonly value: string
  /** Whether it holds a list, so that what others put there stays. */
  readonly isList: boolean
}

/** What guards decided. */
export interface GuardDecision {
  /** The answer in place of the handler's; `undefined` lets the request through. */
  readonly refusal: Refusal | undefined
  /** The headers of those who let the request through, for whatever is answered. */
  readonly added: readonly AddedHeader[]
}

/** Asks guards in turn, until one refuses. */
export function decisionOf(guards: readonly Guard[], request: GuardedRequest): GuardDecision {
  const added: AddedHeader[] = []
  for (const guard of guards) {
    const answer = guard(request)
    if (answer?.type === 'refuse') return { refusal: answer, added }
    for (const [name, value] of Object.entries(answer?.headers ?? {})) {
      added.push({ name, value, isList: /^(?:vary|set-cookie)$/i.test(name) })
    }
  }
  return { refusal: undefined, added }
}

/**
 * Makes the error of a guard that finds no session.
 *
 * @param where what the session would be, such as `'req.session'`
 * @param mend what is missing before the guard, such as `'app.use(expressSession(sessions))'`
 */
export function noSession(where: string, mend: string): CoatcheckError {
  return new CoatcheckError(
    'ERR_NO_SESSION',
    `guard(): ${where} is not there; put ${mend} before it`,
  )
}

/**
 * Who may look: everybody in development, in production nobody but those a guard lets through.
 *
 * @module
 */

import { isLocalHttp } from '../cookie/local-http.ts'
import type { Exchange } from '../exchange.ts'
import type { Guard, GuardedSession } from '../guards/guard.ts'
import { isProduction } from '../production.ts'
import { sentence } from './page-headers.ts'

/** Whether a request may go on. */
export interface Access {
  /** The answer to one that may not. */
  readonly refusal: Response | undefined
  /** Headers that guards add to whatever is answered. */
  readonly added: readonly (readonly [name: string, value: string])[]
  /** Whether the visitor is trusted with the sessions of others, and not only with their own. */
  readonly mayLookUp: boolean
}

/** What is asked about a request. */
export interface AccessQuestion {
  /** The method, in upper case. */
  readonly method: string
  /** The request, as the session's adapter sees it. */
  readonly exchange: Exchange
  /** Gives the session, for a guard that asks; never before. */
  readonly session: () => GuardedSession
}

/** Says whether the inspector is off: in production, and where nobody can tell, without a guard. */
export function isOff(guards: readonly Guard[]): boolean {
  return guards.length === 0 && isProduction()
}

/** Makes the answer of an inspector that is off, which says so once. */
export function offAnswer(): () => Response {
  let hasSaidSo = false
  return () => {
    if (!hasSaidSo) {
      hasSaidSo = true
      console.warn(
        'coatcheck: the inspector answers 404, since NODE_ENV is production; ' +
          'inspector({ guard }) opens it to those whom the guard lets through',
      )
    }
    return sentence(404, 'Not found')
  }
}

/** Asks the guards in turn, until one refuses. */
export function accessOf(guards: readonly Guard[], question: AccessQuestion): Access {
  const { method, exchange } = question
  const header = (name: string): string | undefined => exchange.header(name)
  const added: (readonly [string, string])[] = []
  for (const guard of guards) {
    const decision = guard({ session: question.session(), method, url: exchange.url, header })
    if (decision?.type === 'refuse') {
      const { status, headers, body } = decision
      return { refusal: new Response(body, { status, headers }), added, mayLookUp: false }
    }
    added.push(...Object.entries(decision?.headers ?? {}))
  }
  // Without a guard only whoever sits at this machine: NODE_ENV is forgotten more easily than that.
  return { refusal: undefined, added, mayLookUp: guards.length > 0 || isLocalHttp(exchange) }
}

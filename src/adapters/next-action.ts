/**
 * A server action with its session. Its answer is Next's own, so the cookie goes through
 * `cookies()`.
 *
 * @module
 */

import type { Exchange } from '../exchange.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { exchangeWith } from './next-exchange.ts'
import { readOnlyError } from './next-read-only.ts'
import { statusOfSignal } from './next-signal.ts'
import { withSession } from './web.ts'

/** A cookie as `cookies().set` takes it. */
export interface NextCookie {
  /** The name, with its prefix. */
  readonly name: string
  /** The value. */
  readonly value: string
  /** The path it is sent for. */
  readonly path: string
  /** The domain it is shared with; absent: this host only. */
  readonly domain?: string
  /** Seconds until the browser drops it; absent: when the browser closes. */
  readonly maxAge?: number
  /** The moment the browser drops it; set only to delete. */
  readonly expires?: Date
  /** Kept from scripts. */
  readonly httpOnly: boolean
  /** Sent over https only. */
  readonly secure: boolean
  /** When it is sent along with requests that come from other sites. */
  readonly sameSite: 'strict' | 'lax' | 'none'
  /** One jar per top-level site. */
  readonly partitioned: boolean
}

/** What this adapter needs of what `cookies()` gives. */
export interface NextCookies {
  /** Sets a cookie; throws where Next sets none. */
  set(cookie: NextCookie): unknown
}

/**
 * Runs a server action and commits its session; gives and throws what it does.
 *
 * @param run the action, which knows its arguments
 */
export async function runAction<Data extends object, Result>(
  sessions: Sessions<Data>,
  request: Request,
  run: (session: Session<Data>) => Promise<Result>,
  cookies: NextCookies,
): Promise<Result> {
  let outcome: () => Result = () => {
    throw new TypeError('the action was not run')
  }
  const fail = (error: unknown): void => {
    outcome = () => {
      throw error
    }
  }
  const answered = withSession(
    {
      open: (exchange) => sessions.open(exchange),
      commit: (session, exchange) => sessions.commit(session, through(cookies, exchange)),
    },
    async (_request, session) => {
      try {
        const result = await run(session)
        outcome = () => result
        return new Response()
      } catch (error) {
        fail(error)
        return new Response(null, { status: statusOfSignal(error) })
      }
    },
    {
      onError(error) {
        fail(error)
        return new Response(null, { status: 500 })
      },
    },
  )
  await answered(request)
  return outcome()
}

function through(cookies: NextCookies, exchange: Exchange): Exchange {
  return exchangeWith(exchange, {
    setCookie({ name, value, attributes }) {
      try {
        cookies.set({ name, value, ...attributes })
      } catch (cause) {
        throw readOnlyError('withSession()', { cause })
      }
    },
  })
}

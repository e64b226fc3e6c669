/**
 * Sessions in the shape of React Router's session storage, for apps that commit by hand.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { type StorageSession, storageSession } from './react-router-session.ts'
import { type WebExchange, webExchange } from './web-exchange.ts'

/** The three functions of React Router's session storage. */
export interface SessionStorage<Data extends object, FlashData extends object = Data> {
  /**
   * Opens a visitor's session.
   *
   * @param source the request, or its `Cookie` header alone, which says neither whether the request
   * is local (the cookie is then always the `Secure` one) nor whether it is a navigation
   */
  getSession(source?: Request | string | null): Promise<StorageSession<Data, FlashData>>
  /**
   * Writes what changed.
   *
   * @returns the `Set-Cookie` line for the response; `''` when the browser's cookie is still right
   * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE`, `ERR_COOKIE_TOO_LARGE`, `ERR_INVALID_DATA`,
   * `ERR_STORE_UNAVAILABLE`, `ERR_SESSION_ENDED`; `ERR_OPTIONS` for a session of another storage
   */
  commitSession(session: Pick<StorageSession<Data>, 'id'>): Promise<string>
  /**
   * Ends the session for good.
   *
   * @returns the `Set-Cookie` line that deletes the cookie; `''` when there was none
   */
  destroySession(session: Pick<StorageSession<Data>, 'id'>): Promise<string>
}

/** What is known of a session that was given out. */
interface Opened<Data extends object> {
  readonly session: Session<Data>
  readonly exchange: WebExchange
  line: string
}

/**
 * Makes `getSession`, `commitSession` and `destroySession`, so that an app which commits by hand
 * moves by changing one import.
 *
 * It promises less than `reactRouterSession`, since it sees no response: every commit counts as one
 * of a 200, so a page that fails afterwards has changed the session all the same. It can add no
 * `Vary` and `Cache-Control`. What nobody commits is lost, and nobody is told. Each loader that
 * opens the session has one of its own, and without a store the cookie of one replaces what another
 * one changed. How long the cookie lives is the business of the options and of `permanent`, so
 * `commitSession` takes no attributes.
 *
 * @example
 * // app/sessions.server.ts
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { createSessionStorage } from 'coatcheck/adapters/react-router'
 *
 * type Data = { userId: string }
 * type Flash = { error: string }
 *
 * export const { getSession, commitSession, destroySession } =
 *   createSessionStorage<Data, Flash>(createSessions<Data>(optionsFromEnv()))
 */
export function createSessionStorage<Data extends object, FlashData extends object = Data>(
  sessions: Sessions<Data>,
): SessionStorage<Data, FlashData> {
  const opened = new WeakMap<object, Opened<Data>>()

  const find = (given: object): Opened<Data> => {
    const found = opened.get(given)
    if (found !== undefined) return found
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'session: it was not given by the getSession() of this storage',
    )
  }

  const commit = async (found: Opened<Data>): Promise<string> => {
    const { session, exchange } = found
    exchange.answerWith(new Response())
    await sessions.commit(session, exchange)
    // A second commit has nothing to add to the first.
    found.line ||= exchange.answered()?.headers.getSetCookie()[0] ?? ''
    return found.line
  }

  return {
    async getSession(source) {
      const exchange = webExchange(requestOf(source), undefined)
      const session = await sessions.open(exchange)
      const shown = storageSession<Data, FlashData>(session)
      opened.set(shown, { session, exchange, line: '' })
      return shown
    },
    commitSession: async (given) => commit(find(given)),
    async destroySession(given) {
      const found = find(given)
      await found.session.logout()
      return commit(found)
    },
  }
}

function requestOf(source: Request | string | null | undefined): Request {
  if (source instanceof Request) return source
  return new Request('https://unknown.invalid/', { headers: { cookie: source ?? '' } })
}

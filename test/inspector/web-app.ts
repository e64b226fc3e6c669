/**
 * An app of one handler with the inspector mounted, asked without a server.
 *
 * @module
 */

import { type Clock, createSessions, type Session, type Store } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { type Inspector, type InspectorOptions, inspector } from 'coatcheck/inspector'
import type { CookieReader } from '../../src/codecs/reader.ts'

/** What a test puts into a session. */
export type Data = Record<string, unknown>

/** How to make an app. */
export interface WebAppOptions extends InspectorOptions {
  /** Keeps the sessions (default: they live in their cookie). */
  readonly store?: Store
  /** With a store: whether visitors carry a copy (`false`). */
  readonly cacheInCookie?: boolean
  /** Reads the cookies of another library (default: none). */
  readonly acceptAlso?: readonly CookieReader[]
  /** Tells the time (default: the machine's clock). */
  readonly now?: Clock
}

/** A visitor with one jar of cookies, and an address at which the app is visited. */
export interface WebVisitor {
  /** The cookies, by name. */
  readonly cookies: Map<string, string>
  /** Runs something of the app with the visitor's session. */
  act(action: (session: Session<Data>) => unknown): Promise<Response>
  /** Asks the inspector. */
  inspect(query?: string, init?: RequestInit): Promise<Response>
}

/** An app. */
export interface WebApp {
  /** Its inspector. */
  readonly inspector: Inspector
  /** Its secret. */
  readonly secrets: Uint8Array
  /** Makes a visitor (of `http://localhost`). */
  visitor(origin?: string): WebVisitor
}

/** Makes an app. */
export function webApp({ guard, ...options }: WebAppOptions = {}): WebApp {
  const inspect = inspector({ guard })
  const secrets = crypto.getRandomValues(new Uint8Array(32))
  const sessions = createSessions<Data>({ ...options, secrets, onEvent: inspect.onEvent })
  let wanted: (session: Session<Data>) => unknown = () => {}
  const act = withSession(sessions, async (_request, session) => {
    await wanted(session)
    return new Response('done')
  })
  const look = withSession(sessions, inspect.web(sessions))

  return {
    inspector: inspect,
    secrets,
    visitor(origin = 'http://localhost') {
      const cookies = new Map<string, string>()
      const ask = async (
        handler: (request: Request) => Promise<Response>,
        path: string,
        init: RequestInit,
      ): Promise<Response> => {
        const headers = new Headers(init.headers)
        const sent = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
        if (sent !== '') headers.set('cookie', sent)
        const response = await handler(new Request(origin + path, { ...init, headers }))
        for (const line of response.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
          if (value === '') cookies.delete(name)
          else cookies.set(name, value)
        }
        return response
      }
      return {
        cookies,
        act(action) {
          wanted = action
          return ask(act, '/', {})
        },
        inspect: (query = '', init = {}) => ask(look, `/inspector${query}`, init),
      }
    },
  }
}

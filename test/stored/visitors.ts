/**
 * Visitors of an app with a store: each holds a cookie, and its requests can be stopped half-way.
 *
 * @module
 */

import { createSessions, type Options, type Session } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import { memoryStore } from 'coatcheck/stores/memory'

/** What the sessions of these tests hold. */
export interface Data {
  visits: number
  note: string
  cart: Record<string, number>
}

/** The handler of one request. */
export type Handler = (session: Session<Data>) => unknown

/** The secret of these tests. */
export const secret = 'stored-5b1e0f7c92d84a63-stored-5b1e0f7c92d84a63'

const url = 'https://shop.example/'

/** A hand-turned clock. */
export interface HandClock {
  /** The time, in Unix seconds. */
  at: number
}

/** Makes an app on a memory store with a clock that stands still. */
export function appWith(
  options: Partial<Options<Data>> = {},
  clock: HandClock = { at: 1_700_000_000 },
) {
  const store = options.store ?? memoryStore({ clock: () => clock.at * 1_000 })
  const sessions = createSessions<Data>({
    secrets: secret,
    now: () => clock.at,
    ...options,
    store,
  })
  return { sessions, store, clock }
}

type App = ReturnType<typeof appWith>['sessions']

/** One browser: sends its cookie, keeps what it is given. */
export class Visitor {
  /** The app it visits. */
  readonly app: App
  /** The `Cookie` header it would send, or `undefined`. */
  cookie: string | undefined

  constructor(app: App, cookie?: string) {
    this.app = app
    this.cookie = cookie
  }

  /** Sends a request, and keeps the cookie of its answer. */
  async visit(handler: Handler, status = 200): Promise<Response> {
    const response = await this.send(handler, status)
    this.keep(response)
    return response
  }

  /** Sends a request whose answer is lost on the way. */
  async send(handler: Handler, status = 200): Promise<Response> {
    const app = withSession(
      this.app,
      async (_request, session) => new Response(JSON.stringify(await handler(session)), { status }),
      { onError: (error) => new Response(codeOf(error), { status: statusOf(error) }) },
    )
    const headers = this.cookie === undefined ? undefined : { cookie: this.cookie }
    return app(new Request(url, headers === undefined ? {} : { headers }))
  }

  /** Keeps the cookie of an answer. */
  keep(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      this.cookie = pair.endsWith('=') ? undefined : pair
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'status' in error ? Number(error.status) : 500
}

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
  async visit(
    handler: Handler,
    status = 200,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const response = await this.send(handler, status, headers)
    this.keep(response)
    return response
  }

  /** Sends a request whose answer is lost on the way. */
  async send(
    handler: Handler,
    status = 200,
    extra: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const app = withSession(
      this.app,
      async (_request, session) => new Response(JSON.stringify(await handler(session)), { status }),
      { onError: (error) => new Response(codeOf(error), { status: statusOf(error) }) },
    )
    return app(new Request(url, { headers: { ...this.#headers(), ...extra } }))
  }

  /** Sends a request whose handler runs when the head has gone out, and gives its text. */
  async stream(handler: (session: Session<Data>) => Promise<string>): Promise<string> {
    const app = withSession(this.app, (_request, session) => {
      session.get('visits')
      const body = new ReadableStream(
        {
          async pull(controller) {
            controller.enqueue(new TextEncoder().encode(await handler(session)))
            controller.close()
          },
        },
        { highWaterMark: 0 },
      )
      return new Response(body)
    })
    const response = await app(new Request(url, { headers: this.#headers() }))
    this.keep(response)
    return response.text()
  }

  #headers(): Record<string, string> {
    return this.cookie === undefined ? {} : { cookie: this.cookie }
  }

  /** Keeps the cookies of an answer. */
  keep(response: Response): void {
    const jar = new Map((this.cookie?.split('; ') ?? []).map((pair) => [nameIn(pair), pair]))
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      if (pair.endsWith('=')) jar.delete(nameIn(pair))
      else jar.set(nameIn(pair), pair)
    }
    this.cookie = jar.size === 0 ? undefined : [...jar.values()].join('; ')
  }
}

function nameIn(pair: string): string {
  return pair.slice(0, pair.indexOf('='))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}

function statusOf(error: unknown): number {
  return error instanceof Error && 'status' in error ? Number(error.status) : 500
}

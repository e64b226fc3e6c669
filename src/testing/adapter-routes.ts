/**
 * The routes of the adapter contract's app.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { Guard } from '../guards/guard.ts'
import { requireLogin } from '../guards/login.ts'
import type { Session } from '../session.ts'
import { type AppSession, acts, seenIn } from './adapter-acts.ts'
import type { AppAnswer } from './adapter-answer.ts'
import type { Gates } from './adapter-gates.ts'

/** A route of the app. */
export interface AppRoute {
  /** The method; a `GET` route answers `HEAD` as well. */
  readonly method: 'GET' | 'POST'
  /** The full path, such as `'/cookie/read'`; it has no parameters. */
  readonly path: string
  /** The guards that stand before the handler, mostly none. */
  readonly guards: readonly Guard[]
  /**
   * Answers a request. It may reject, and the framework's error handler must get that error.
   *
   * @param session the session that the adapter opened for the request
   * @param url the request's URL, absolute or only its path and query
   */
  handle(session: Session, url: string): Promise<AppAnswer>
}

/** What all routes of an app have in common. */
export interface AppParts {
  /** Where handlers wait for one another. */
  readonly gates: Gates
  /** How many errors the error page was asked for. */
  errors(): number
}

type Handle = (session: AppSession, query: URLSearchParams) => AppAnswer | Promise<AppAnswer>

/** Makes the routes of one section. */
export function routesUnder(prefix: string, { gates, errors }: AppParts): readonly AppRoute[] {
  const route = (
    method: 'GET' | 'POST',
    name: string,
    handle: Handle,
    ...guards: readonly Guard[]
  ): AppRoute => ({
    method,
    path: `${prefix}/${name}`,
    guards,
    async handle(session, url) {
      // What the app of whoever runs the rules holds is not what these sessions hold; the names of
      // keys exist at compile time only.
      const own = session as unknown as AppSession
      return handle(own, queryIn(url))
    },
  })

  const changing = Object.keys(acts).map((name) =>
    route('POST', name, async (session, query) => {
      await acts[name]?.(session, query)
      return text('done', [], Number(query.get('status') ?? 200))
    }),
  )

  return [
    ...changing,
    route('GET', 'up', () => text('up')),
    route('GET', 'read', (session) => json(seenIn(session))),
    route('GET', 'flashes', (session) => json(session.takeFlashes())),

    route('GET', 'throw', async (session, query) => {
      await act(session, query)
      throw new Error('thrown by the handler')
    }),
    route('GET', 'redirect', async (session, query) => {
      await act(session, query)
      return { status: 302, headers: [['Location', `${prefix}/read`]], body: null }
    }),
    route('GET', 'empty', async (session, query) => {
      await act(session, query)
      return { status: Number(query.get('status') ?? 204), headers: [], body: null }
    }),
    route('GET', 'bare', async (session, query) => {
      await act(session, query)
      return { status: 200, headers: [], body: 'without headers' }
    }),
    route('GET', 'two-cookies', async (session, query) => {
      await act(session, query)
      return text('with cookies', [
        ['Set-Cookie', 'first=1; Path=/'],
        ['Set-Cookie', 'second=2; Path=/; HttpOnly'],
      ])
    }),
    route('GET', 'headers', async (session, query) => {
      await act(session, query)
      return text(
        'with headers',
        [...query].filter(([name]) => name !== 'act'),
      )
    }),

    route('GET', 'stream', async (session, query) => {
      await act(session, query)
      return stream(blocks(Number(query.get('blocks') ?? 5), Number(query.get('size') ?? 100)))
    }),
    route('GET', 'broken-stream', async (session, query) => {
      await act(session, query)
      return stream(brokenStream())
    }),
    route('GET', 'late', async (session, query) => {
      session.get('note')
      return stream(lateChange(session, query))
    }),
    route('GET', 'hold', async (session, query) => {
      session.get('note')
      await gates.pass(gateOf(query))
      await act(session, query)
      return text('held')
    }),
    route('GET', 'reached', async (_session, query) => {
      await gates.reached(gateOf(query))
      return text('reached')
    }),
    route('GET', 'release', (_session, query) => {
      gates.open(gateOf(query))
      return text('released')
    }),
    route('GET', 'errors', () => text(String(errors()))),

    route(
      'GET',
      'members',
      (session) => text(`Hello, ${session.subject}!`),
      requireLogin({ loginPath: `${prefix}/login-page` }),
    ),
    route('GET', 'guarded', () => text('guarded'), tellingGuard),
    route('POST', 'guarded', () => text('guarded'), tellingGuard),
  ]

  async function* lateChange(
    session: AppSession,
    query: URLSearchParams,
  ): AsyncGenerator<Uint8Array> {
    yield bytes('begun ')
    await gates.pass(gateOf(query))
    try {
      await act(session, query)
      yield bytes('done')
    } catch (error) {
      yield bytes(error instanceof CoatcheckError ? error.code : 'another error')
    }
  }
}

/** Says in headers of the answer what a guard sees of a request. */
const tellingGuard: Guard = ({ method, url, header }) => ({
  type: 'pass',
  headers: {
    'X-Seen-Method': method,
    'X-Seen-Url': url,
    'X-Seen-Header': header('x-asked') ?? 'nothing',
    Vary: 'X-Asked',
  },
})

async function act(session: AppSession, query: URLSearchParams): Promise<void> {
  for (const name of query.getAll('act')) await acts[name]?.(session, query)
}

// Without parsing the whole: what a client wrote as Host makes URLs that cannot be parsed.
function queryIn(url: string): URLSearchParams {
  return new URLSearchParams(/\?([^#]*)/.exec(url)?.[1])
}

function gateOf(query: URLSearchParams): string {
  return query.get('gate') ?? 'the gate'
}

/** Gives blocks of letters, each block of another one, taking turns with whatever else runs. */
async function* blocks(count: number, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 1) {
    if (at % 4 === 0) await new Promise((resolve) => setTimeout(resolve, 0))
    yield new Uint8Array(size).fill(97 + (at % 26))
  }
}

async function* brokenStream(): AsyncGenerator<Uint8Array> {
  yield bytes('begun ')
  throw new Error('thrown by the stream')
}

function stream(body: AsyncIterable<Uint8Array>): AppAnswer {
  return { status: 200, headers: [['Content-Type', 'application/octet-stream']], body }
}

function text(
  body: string,
  headers: readonly (readonly [string, string])[] = [],
  status = 200,
): AppAnswer {
  return { status, headers: [['Content-Type', 'text/plain; charset=utf-8'], ...headers], body }
}

function json(value: unknown): AppAnswer {
  const headers = [['Content-Type', 'application/json; charset=utf-8']] as const
  return { status: 200, headers, body: JSON.stringify(value) }
}

function bytes(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

/**
 * A visitor of the adapter contract's app: `fetch` with a jar for the session cookie, which follows
 * no redirect by itself.
 *
 * @module
 */

import type { Seen } from './adapter-acts.ts'

/** What came back. */
export interface Visited {
  /** The HTTP status. */
  readonly status: number
  /** The headers. */
  readonly headers: Headers
  /** The session's own `Set-Cookie` lines. */
  readonly lines: readonly string[]
  /** The other `Set-Cookie` lines. */
  readonly otherLines: readonly string[]
  /** The body, as text. */
  readonly body: string
}

/** How a request is sent. */
export interface Visit {
  /** The method (`'GET'`). */
  readonly method?: 'GET' | 'HEAD' | 'POST'
  /** Headers beside the cookie. */
  readonly headers?: Readonly<Record<string, string>>
  /** How long the whole answer may take, in milliseconds (`15_000`). */
  readonly longestWait?: number
}

// ["__Host-" / "__Secure-" ["Http-"]] "session=" value *(";" attribute)
const sessionCookie = /^((?:__(?:Host|Secure)-(?:Http-)?)?session)=([^;]*)(.*)$/i

/** A visitor of one server. */
export interface AppVisitor {
  /** The pair of the session cookie, such as `session=…`; `undefined` without one. */
  cookie: string | undefined
  /** Makes another visitor who has the same cookie now. */
  twin(): AppVisitor
  /** Sends a request, keeps the session cookie of its answer, and resolves with the head. */
  open(path: string, visit?: Visit): Promise<Response>
  /** Sends a request and reads its answer. */
  get(path: string, visit?: Visit): Promise<Visited>
  /** Posts to a path. */
  post(path: string): Promise<Visited>
  /** Gives what the session of a section holds. */
  seen(prefix: string): Promise<Seen>
}

/** Makes a visitor; `cookie` is what it begins with. */
export function visitorAt(origin: string, cookie?: string): AppVisitor {
  const visitor: AppVisitor = {
    cookie,

    twin: () => visitorAt(origin, visitor.cookie),

    async open(path, { method = 'GET', headers = {}, longestWait = 15_000 } = {}) {
      const sent = new Headers(headers)
      if (visitor.cookie !== undefined) sent.set('cookie', visitor.cookie)
      const response = await fetch(origin + path, {
        method,
        headers: sent,
        redirect: 'manual',
        signal: AbortSignal.timeout(longestWait),
      })
      for (const line of response.headers.getSetCookie()) {
        const [, name, value, attributes = ''] = sessionCookie.exec(line) ?? []
        if (name === undefined) continue
        visitor.cookie = /;\s*max-age=0/i.test(attributes) ? undefined : `${name}=${value}`
      }
      return response
    },

    async get(path, visit) {
      const response = await visitor.open(path, visit)
      const { status, headers } = response
      const lines = headers.getSetCookie()
      return {
        status,
        headers,
        lines: lines.filter((line) => sessionCookie.test(line)),
        otherLines: lines.filter((line) => !sessionCookie.test(line)),
        body: await response.text(),
      }
    },

    post: (path) => visitor.get(path, { method: 'POST' }),

    async seen(prefix) {
      const { status, body } = await visitor.get(`${prefix}/read`)
      if (status !== 200) throw new Error(`${prefix}/read: expected status 200, found ${status}`)
      // What the app's own route wrote.
      return JSON.parse(body) as Seen
    },
  }
  return visitor
}

/** Makes a name for a gate that no other rule knows. */
export function newGate(): string {
  return crypto.randomUUID()
}

/** Begins to count the errors that the app's error handler gets, and gives what tells how many. */
export async function errorsSince(origin: string): Promise<() => Promise<number>> {
  const visitor = visitorAt(origin)
  const all = async (): Promise<number> => Number((await visitor.get('/cookie/errors')).body)
  const before = await all()
  return async () => (await all()) - before
}

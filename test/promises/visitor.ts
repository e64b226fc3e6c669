/**
 * Visitors with a browser of their own: they keep the cookies they are given and send them back.
 *
 * @module
 */

import { CoatcheckError, type Options, type Session, type Sessions } from 'coatcheck'
import { withSession } from 'coatcheck/adapters/web'
import type { NoStore } from '../../src/sessions.ts'

/** Where cookies are `Secure` and prefixed. */
export const shop = 'https://shop.example/'
/** Where they are plain: a browser and a server on one machine. */
export const localShop = 'http://localhost:3000/'

/** The name of the cookie in the secure form. */
export const secureName = '__Host-Http-session'

/** Two secrets, newest first, and one that nobody uses any more. */
export const secretA = 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8'
export const secretB = 'w3Zt8PnD5kVyMf0HsQxB7rCjLgE2iUa6'
export const secretC = 'h6Nc1TqJ4mWzRb9XvLpS3fKdYgO8eAu5'

/** What a browser says when it loads a document into a tab. */
export const navigation = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }

/** What a test may choose about sessions that live in their cookie. */
export type Choices<Data extends object> = Partial<Options<Data>> & NoStore

/** A clock that stands still until it is turned. */
export interface TestClock {
  /** The time, for the `now` option. */
  readonly now: () => number
  /** Turns it, forwards or backwards. */
  turn(seconds: number): void
}

/** Makes a clock. */
export function clockAt(start: number): TestClock {
  let time = start
  return {
    now: () => time,
    turn(seconds) {
      time += seconds
    },
  }
}

/** What surrounds one request. */
export interface Around {
  /** The status of the answer (200). */
  readonly status?: number
  /** Headers of the request. */
  readonly request?: Record<string, string>
  /** Headers that the handler gives its answer. */
  readonly response?: Record<string, string>
}

/** What came of one request. */
export interface Visit<Result> {
  /** What the handler returned; `undefined` when it threw. */
  readonly value: Result | undefined
  /** The answer's status. */
  readonly status: number
  /** The answer's headers. */
  readonly headers: Headers
  /** The lines that set cookies. */
  readonly lines: readonly string[]
  /** The error of the handler or of the session. */
  readonly error: CoatcheckError | undefined
}

/** Somebody with a browser. */
export interface Visitor<Data extends object> {
  /** What the browser keeps: values by name. */
  readonly jar: Map<string, string>
  /** Makes one request, sending the cookies along and keeping those that come back. */
  visit<Result>(
    handle: (session: Session<Data>) => Result | Promise<Result>,
    around?: Around,
  ): Promise<Visit<Result>>
}

/** Makes a visitor of a site. */
export function visitorOf<Data extends object>(
  sessions: Sessions<Data>,
  url: string = shop,
  jar: Map<string, string> = new Map(),
): Visitor<Data> {
  return {
    jar,
    async visit<Result>(
      handle: (session: Session<Data>) => Result | Promise<Result>,
      { status = 200, request = {}, response = {} }: Around = {},
    ): Promise<Visit<Result>> {
      let value: Result | undefined
      let failure: unknown
      const answer = withSession<Data>(
        sessions,
        async (_request, session) => {
          value = await handle(session)
          return new Response(null, { status, headers: response })
        },
        {
          onError(error) {
            failure = error
            return new Response(null, { status: 500 })
          },
        },
      )
      const cookie = [...jar].map(([name, kept]) => `${name}=${kept}`).join('; ')
      const sent = await answer(
        new Request(url, { headers: cookie === '' ? request : { cookie, ...request } }),
      )
      // Only Coatcheck's own errors are facts to look at; any other is a broken test.
      if (failure !== undefined && !(failure instanceof CoatcheckError)) throw failure
      const lines = sent.headers.getSetCookie()
      for (const line of lines) keep(jar, line)
      return { value, status: sent.status, headers: sent.headers, lines, error: failure }
    },
  }
}

/** Gives the attributes of a `Set-Cookie` line, without name and value, in lower case. */
export function attributesOf(line: string): Record<string, string> {
  const attributes = line.split(';').slice(1)
  return Object.fromEntries(
    attributes.map((attribute) => {
      const [name = '', value = ''] = attribute.trim().toLowerCase().split('=')
      return [name, value]
    }),
  )
}

function keep(jar: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const name = pair.slice(0, pair.indexOf('='))
  if (attributesOf(line)['max-age'] === '0') jar.delete(name)
  else jar.set(name, pair.slice(name.length + 1))
}

/**
 * Apps with `req.session`, and visitors who keep their cookies as browsers do.
 *
 * @module
 */

import express, { type Express, type NextFunction, type Request, type Response } from 'express'
import { type Answer, type Sending, type Serving, send, serve } from '../adapters/servers.ts'

/** `req.session` as untyped code sees it. */
export interface AnySession {
  readonly id: string
  cookie: {
    maxAge: number | null | false
    expires: Date | null | false
    originalMaxAge: number | null | false
    secure: unknown
    path: string
  }
  save(callback?: (error?: unknown) => void): AnySession
  regenerate(callback: (error?: unknown) => void): AnySession
  destroy(callback?: (error?: unknown) => void): AnySession
  reload(callback: (error?: unknown) => void): AnySession
  touch(): AnySession
  [key: string]: unknown
}

/** Gives a request's session; the tests that have none look for themselves. */
export function sessionOf(req: object): AnySession {
  // Both kinds have these methods; what else is in it, the test has put there.
  return Reflect.get(req, 'session') as AnySession
}

/** Counts a visit. */
export function count(req: object, key = 'views'): number {
  const session = sessionOf(req)
  const views = Number(session[key] ?? 0) + 1
  session[key] = views
  return views
}

/** Somebody with a browser. */
export interface Visitor {
  /** The cookies. */
  readonly cookies: Map<string, string>
  /** Asks for a page. */
  get(path: string, sending?: Sending): Promise<Answer>
  /** Asks for a page, and gives what it says. */
  text(path: string, sending?: Sending): Promise<string>
}

/** Makes a visitor of a server. */
function visitorOf(origin: string, from?: Visitor): Visitor {
  const cookies = new Map(from?.cookies)
  const get = async (path: string, { headers, ...sending }: Sending = {}): Promise<Answer> => {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const sent = cookie === '' ? headers : { cookie, ...headers }
    const answer = await send(origin, path, { ...sending, headers: sent })
    for (const line of answer.setCookies) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (value === '') cookies.delete(name)
      else cookies.set(name, value)
    }
    return answer
  }
  return { cookies, get, text: async (path, sending) => (await get(path, sending)).body.toString() }
}

/** An app that runs. */
export interface Running extends Serving {
  /** The errors that reached the app's error handler. */
  readonly errors: readonly unknown[]
  /** Makes a new visitor. */
  visitor(from?: Visitor): Visitor
}

/** Serves an app whose errors are answered with their status and code. */
export async function running(build: (app: Express) => void): Promise<Running> {
  const app = express()
  const errors: unknown[] = []
  build(app)
  app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    errors.push(error)
    if (res.headersSent) {
      next(error)
      return
    }
    const { status = 500, code = 'none' } = error as { status?: number; code?: string }
    res.status(status).send(code)
  })
  // Express logs what reaches its own handler.
  app.set('env', 'test')
  const serving = await serve(app)
  return {
    errors,
    origin: serving.origin,
    visitor: (from) => visitorOf(serving.origin, from),
    [Symbol.asyncDispose]: () => serving[Symbol.asyncDispose]() as Promise<void>,
  }
}

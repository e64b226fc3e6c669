/**
 * Apps as they were before: their sessions are those of express-session, cookie-session and
 * koa-session, served on real sockets. Each answers `POST /` by putting the values of a JSON body
 * into the session, and `GET /` with what it holds.
 *
 * @module
 */

import type { RequestListener } from 'node:http'
import express from 'express'
import { type Serving, serve } from '../adapters/servers.ts'
import { load } from './packages.ts'

/** Serves an app on Express 5 with a middleware that gives `req.session`. */
export function expressApp(
  name: 'express-session' | 'cookie-session',
  options: object,
): Promise<Serving> {
  const session = load<(options: object) => express.RequestHandler>(name)
  const app = express()
  app.use(session(options), express.json())
  app.all('/', (req, res) => {
    // Whatever the middleware makes of it.
    const held = (req as unknown as { session: object }).session
    if (req.method === 'POST') Object.assign(held, req.body)
    res.json({ ...held })
  })
  return serve(app)
}

interface Koa {
  keys: readonly string[]
  use(middleware: (ctx: KoaContext, next: () => Promise<void>) => unknown): void
  callback(): RequestListener
}

interface KoaContext {
  readonly method: string
  readonly req: AsyncIterable<Buffer>
  session: object
  body: unknown
}

/** Serves an app on Koa with koa-session. */
export async function koaApp(keys: readonly string[], options: object): Promise<Serving> {
  const app = new (load<{ default: new () => Koa }>('koa').default)()
  const session = load<{ default: (options: object, app: Koa) => () => Promise<void> }>(
    'koa-session',
  )
  app.keys = keys
  app.use(session.default(options, app))
  app.use(async (ctx) => {
    const parts: Buffer[] = []
    for await (const part of ctx.req) parts.push(part)
    if (ctx.method === 'POST')
      Object.assign(ctx.session, JSON.parse(Buffer.concat(parts).toString()))
    ctx.body = { ...ctx.session }
  })
  return serve(app.callback())
}

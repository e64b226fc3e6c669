/**
 * The adapter contract's app on Koa.
 *
 * @module
 */

import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { guard, koaSession } from 'coatcheck/adapters/koa'
import { type AppAnswer, adapterApp } from 'coatcheck/testing'
import Koa, { type Context, type Middleware } from 'koa'
import { announce } from '../announce.ts'

const app = adapterApp()
const server = new Koa()

server.on('error', (error, ctx: Context) => {
  // Whoever hangs up in a stream is no error of the app; Koa reports it all the same.
  if (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET') return
  if (ctx.headerSent) app.errorPage(error)
})

server.use(async (ctx, next) => {
  try {
    await next()
  } catch (error) {
    answer(ctx, app.errorPage(error))
  }
})

for (const { prefix, sessions, routes } of app.sections) {
  server.use(under(prefix, koaSession(sessions)))
  for (const { method, path, guards, handle } of routes) {
    server.use(at(method, path, guard(...guards)))
    server.use(
      at(method, path, async (ctx) => answer(ctx, await handle(ctx.session, ctx.originalUrl))),
    )
  }
}

announce(createServer(server.callback()))

function answer(ctx: Context, { status, headers, body }: AppAnswer): void {
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'location') ctx.redirect(value)
    else ctx.append(name, value)
  }
  ctx.body = body === null || typeof body === 'string' ? body : Readable.from(body)
  ctx.status = status
}

function under(prefix: string, middleware: Middleware): Middleware {
  return (ctx, next) => (ctx.path.startsWith(`${prefix}/`) ? middleware(ctx, next) : next())
}

function at(method: string, path: string, middleware: Middleware): Middleware {
  return (ctx, next) => {
    const asked = ctx.method === 'HEAD' ? 'GET' : ctx.method
    return asked === method && ctx.path === path ? middleware(ctx, next) : next()
  }
}

/**
 * Asks the app of an example something, whatever framework it is for.
 *
 * @module
 */

import { once } from 'node:events'
import { createServer, type RequestListener, Server } from 'node:http'
import type { FastifyInstance } from 'fastify'
import type { Hono } from 'hono'
import type Koa from 'koa'

/** What came back. */
export interface Answered {
  readonly status: number
  readonly location: string | null
  readonly text: string
  /** The cookie for the next request. */
  readonly cookie: string
}

/** What an example has made that can be asked. */
export interface Askable {
  readonly app?: unknown
  readonly server?: unknown
  readonly default?: unknown
}

/**
 * Asks it.
 *
 * @param request such as `GET /visits`
 */
export async function answered(
  made: Askable,
  request: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answered> {
  const [method = '', path = ''] = request.split(' ')
  const init = { method, headers, redirect: 'manual' } as const
  const fetched = fetchOf(made)
  if (fetched !== undefined)
    return told(await fetched(new Request(`http://localhost${path}`, init)))
  const server = await serverOf(made)
  const wasListening = server.listening
  if (!wasListening) await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  try {
    return await told(await fetch(`http://127.0.0.1:${port}${path}`, init))
  } finally {
    if (!wasListening) {
      server.closeAllConnections()
      server.close()
    }
  }
}

async function told(answer: Response): Promise<Answered> {
  const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0])
  return {
    status: answer.status,
    location: answer.headers.get('location'),
    text: await answer.text(),
    cookie: cookies.join('; '),
  }
}

function fetchOf(made: Askable): ((request: Request) => Promise<Response>) | undefined {
  // A module for a runtime that serves it, or an app of Hono: both answer a Request.
  const { fetch } = Object(made.default ?? made.app) as Partial<Hono>
  return typeof fetch === 'function' ? async (request) => fetch(request) : undefined
}

async function serverOf({ app, server }: Askable): Promise<Server> {
  if (server instanceof Server) return server
  // Frameworks as they are documented, told apart by what they have.
  if (typeof app === 'function') return createServer(app as RequestListener)
  const { callback } = Object(app) as Partial<Koa>
  if (callback !== undefined) return createServer(callback.call(app as Koa))
  const { routing, ready } = app as FastifyInstance
  await Reflect.apply(ready, app, [])
  return createServer((req, res) => routing.call(app, req, res))
}

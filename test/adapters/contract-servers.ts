/**
 * Servers of the adapter contract's app without a framework: on `node:http`, and on handlers that
 * turn a `Request` into a `Response`.
 *
 * @module
 */

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream } from 'node:stream/web'
import * as node from 'coatcheck/adapters/node'
import * as web from 'coatcheck/adapters/web'
import { type AdapterApp, type AppAnswer, responseOf } from 'coatcheck/testing'

/** Answers with a status and its text, as servers do for what they do not have. */
const notFound: AppAnswer = { status: 404, headers: [], body: 'Not Found' }

/** Makes a request listener that serves the app through `coatcheck/adapters/node`. */
export function nodeListener(app: AdapterApp): RequestListener {
  const listeners = new Map(
    app.sections.flatMap(({ sessions, routes }) =>
      routes.map((route) => [
        route,
        node.withSession(
          sessions,
          node.guard(...route.guards)(async (req: IncomingMessage, res: ServerResponse, session) =>
            send(res, await route.handle(session, req.url ?? '/')),
          ),
          { onError: (error, _req, res) => send(res, app.errorPage(error)) },
        ),
      ]),
    ),
  )
  return (req, res) => {
    const found = app.find(req.method ?? 'GET', req.url ?? '/')
    const listener = found === undefined ? undefined : listeners.get(found.route)
    if (listener === undefined) send(res, notFound)
    else listener(req, res)
  }
}

/** Answers a request as the app says, unless part of another answer was sent. */
async function send(res: ServerResponse, { status, headers, body }: AppAnswer) {
  if (res.headersSent) return
  res.statusCode = status
  for (const [name, value] of headers) res.appendHeader(name, value)
  if (body === null || typeof body === 'string') res.end(body)
  // Whoever hangs up ends the stream, which is no error of the app.
  else await pipeline(Readable.from(body), res).catch(() => {})
}

/** Answers a request. */
export type Fetch = (request: Request) => Promise<Response>

/** Makes a handler that serves the app through `coatcheck/adapters/web`. */
export function webFetch(app: AdapterApp): Fetch {
  const handlers = new Map(
    app.sections.flatMap(({ sessions, routes }) =>
      routes.map((route) => [
        route,
        web.withSession(
          sessions,
          web.guard(...route.guards)(async (request: Request, session) =>
            responseOf(await route.handle(session, request.url)),
          ),
          { onError: (error) => responseOf(app.errorPage(error)) },
        ),
      ]),
    ),
  )
  return async (request) => {
    const found = app.find(request.method, request.url)
    const handler = found === undefined ? undefined : handlers.get(found.route)
    return handler === undefined ? responseOf(notFound) : handler(request)
  }
}

/** Makes a request listener of a handler of requests, as the servers of web runtimes do. */
export function listenerOf(fetch: Fetch): RequestListener {
  return (req, res) => {
    const url = `http://${req.headers.host}${req.url}`
    if (!URL.canParse(url)) send(res, { status: 400, headers: [], body: 'Bad Request' })
    else answer(fetch, url, req, res).catch(() => res.destroy())
  }
}

async function answer(
  fetch: Fetch,
  url: string,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const headers = new Headers()
  for (const [name, values] of Object.entries(req.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value)
  }
  const response = await fetch(new Request(url, { method: req.method ?? 'GET', headers }))
  res.statusCode = response.status
  res.setHeaders(response.headers)
  if (response.body === null) {
    res.end()
    return
  }
  // The same class; the global one has types of its own.
  const body = response.body as ReadableStream<Uint8Array>
  await pipeline(Readable.fromWeb(body), res)
}

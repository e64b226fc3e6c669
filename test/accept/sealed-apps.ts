/**
 * Apps as they were before: their sessions are those of iron-session and @fastify/secure-session,
 * served on real sockets. Each answers `POST /` by putting the values of a JSON body into the
 * session, and `GET /` with what it holds.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Serving, serve } from '../adapters/servers.ts'
import { load, loadModule } from './packages.ts'

interface IronSession {
  save(): Promise<void>
}

interface IronModule {
  getIronSession(
    request: IncomingMessage,
    response: ServerResponse,
    options: object,
  ): Promise<IronSession>
}

// By the names they are installed under.
const ironVersions = {
  8: 'iron-session-8/dist/index.js',
  9: 'iron-session/dist/index.js',
} as const

/**
 * Serves an app with iron-session.
 *
 * @param options as iron-session takes them; over HTTP `secure` has to be false
 */
export async function ironApp(version: 8 | 9, options: object): Promise<Serving> {
  const { getIronSession } = await loadModule<IronModule>(ironVersions[version])
  return serve((request, response) => {
    answer(request, response).catch((error: unknown) => {
      response.statusCode = 500
      response.end(String(error))
    })
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const session = await getIronSession(request, response, options)
    if (request.method === 'POST') {
      Object.assign(session, JSON.parse(await bodyOf(request)))
      await session.save()
    }
    response.end(JSON.stringify(session))
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  // An IncomingMessage without an encoding gives buffers.
  for await (const part of request) parts.push(part as Buffer)
  return Buffer.concat(parts).toString()
}

interface SecureRequest {
  readonly body: object
  readonly session: { set(key: string, value: unknown): void; data(): object }
}

interface FastifyApp {
  register(plugin: object, options: object): void
  get(path: string, handler: (request: SecureRequest) => unknown): void
  post(path: string, handler: (request: SecureRequest) => unknown): void
  listen(where: { port: number; host: string }): Promise<string>
  close(): Promise<void>
}

/**
 * Serves an app with @fastify/secure-session.
 *
 * @param options as it takes them
 */
export async function secureSessionApp(options: object): Promise<Serving> {
  const app = load<(options: object) => FastifyApp>('fastify')({})
  app.register(load('@fastify/cookie'), { secret: 'q7Xv2LmR9sTzKc4WbYpN6hJdFgA1eUo8' })
  app.register(load('@fastify/secure-session'), options)
  app.get('/', ({ session }) => session.data())
  app.post('/', ({ session, body }) => {
    for (const [key, value] of Object.entries(body)) session.set(key, value)
    return session.data()
  })
  const origin = await app.listen({ port: 0, host: '127.0.0.1' })
  return { origin, [Symbol.asyncDispose]: () => app.close() }
}

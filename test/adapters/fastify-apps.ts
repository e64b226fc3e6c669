/**
 * Fastify apps with sessions, for the tests of what becomes of their answers.
 *
 * @module
 */

import type { Sessions } from 'coatcheck'
import { fastifySession } from 'coatcheck/adapters/fastify'
import fastify, { type FastifyInstance } from 'fastify'
import type { Serving } from './servers.ts'

/** An app whose visitors have a session, and the errors it was told of. */
export interface Reporting {
  readonly errors: readonly unknown[]
  readonly app: FastifyInstance
}

/**
 * Makes such an app. Every request changes its session.
 *
 * @param status the status its error page chooses (none)
 */
export function reporting(sessions: Sessions, status?: number): Reporting {
  const errors: unknown[] = []
  const app = fastify()
  app.register(fastifySession(sessions))
  app.setErrorHandler((error, _request, reply) => {
    errors.push(error)
    if (status !== undefined) reply.code(status)
    return reply.send('an error page')
  })
  app.addHook('preHandler', async ({ session }) => session.set('visits', 1))
  return { errors, app }
}

/** Serves an app on a free port. */
export async function serveFastify(app: FastifyInstance): Promise<Serving> {
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    origin,
    async [Symbol.asyncDispose]() {
      app.server.closeAllConnections()
      await app.close()
    },
  }
}

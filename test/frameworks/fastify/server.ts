/**
 * The adapter contract's app on Fastify.
 *
 * @module
 */

import { Readable } from 'node:stream'
import { fastifySession, guard } from 'coatcheck/adapters/fastify'
import { type AppAnswer, adapterApp } from 'coatcheck/testing'
import fastify, { type FastifyReply } from 'fastify'

const app = adapterApp()
const server = fastify({ exposeHeadRoutes: true })

server.setErrorHandler((error, _request, reply) => {
  const page = app.errorPage(error)
  return reply.sent ? undefined : send(reply, page)
})

for (const { sessions, routes } of app.sections) {
  server.register(async (section) => {
    section.register(fastifySession(sessions))
    for (const route of routes) {
      section.route({
        method: route.method,
        url: route.path,
        preHandler: guard(...route.guards),
        handler: async ({ session, url }, reply) => send(reply, await route.handle(session, url)),
      })
    }
  })
}

console.info(await server.listen({ host: '127.0.0.1', port: 0 }))

function send(reply: FastifyReply, { status, headers, body }: AppAnswer): FastifyReply {
  reply.code(status)
  for (const [name, value] of headers) reply.header(name, value)
  if (body === null) return reply.send()
  return reply.send(typeof body === 'string' ? body : Readable.from(body))
}

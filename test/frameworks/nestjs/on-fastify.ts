/**
 * The adapter contract's app on NestJS, on Fastify.
 *
 * @module
 */

import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import type { Sessions } from 'coatcheck'
import { fastifySession, guard } from 'coatcheck/adapters/fastify'
import { type AdapterApp, adapterApp } from 'coatcheck/testing'
import type { FastifyReply } from 'fastify'
import { contractModule } from './contract.ts'

const app = adapterApp()

const { module, filter } = contractModule<FastifyReply>(
  app,
  (reply, status, headers) => {
    reply.code(status)
    for (const [name, value] of headers) reply.header(name, value)
  },
  (reply) => reply.sent,
)

const adapter = new FastifyAdapter()
const nest = await NestFactory.create<NestFastifyApplication>(module, adapter, { logger: false })
nest.useGlobalFilters(filter)
await nest.register(fastifySession(sessionsByPath(app)))
adapter.getInstance().addHook('preHandler', async function (request, reply) {
  const { guards } = app.find(request.method, request.originalUrl)?.route ?? { guards: [] }
  return guard(...guards).call(this, request, reply)
})

await nest.listen(0, '127.0.0.1')
console.info(await nest.getUrl())

// NestJS has all its routes in one context of Fastify's, where one plugin opens every session.
function sessionsByPath({ sections }: AdapterApp): Sessions {
  const sessionsOf = (url: string): Sessions => {
    const { pathname } = new URL(url)
    const section = sections.find(({ prefix }) => pathname.startsWith(`${prefix}/`)) ?? sections[0]
    if (section === undefined) throw new Error('the app has no sections')
    return section.sessions
  }
  return {
    open: (exchange) => sessionsOf(exchange.url).open(exchange),
    commit: (session, exchange) => sessionsOf(exchange.url).commit(session, exchange),
  }
}

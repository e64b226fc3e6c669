/**
 * The adapter for Fastify: `request.session` holds what the app's one merge of `SessionData` says.
 *
 * @module
 */

import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
import { fastifySession, guard } from 'coatcheck/adapters/fastify'
import { requireLogin } from 'coatcheck/guards/login'
import fastify from 'fastify'
import { expectType } from './expect-type.ts'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const app = fastify()
app.register(fastifySession(createSessions(optionsFromEnv())))

const preHandler = guard(requireLogin({ loginPath: '/login' }))
app.get('/', { preHandler }, async ({ session }) => {
  expectType<Session>()(session)
  expectType<number | undefined>()(session.get('visits'))
  expectType<number>()(session.get('visits', 0))
  // @ts-expect-error a key that is not in SessionData
  session.get('nonsense')
  return 'fine'
})
app.addHook('preHandler', preHandler)
app.get<{ Params: { id: string } }>(
  '/:id',
  { preHandler: [preHandler] },
  async (request, reply) => {
    expectType<string>()(request.params.id)
    request.session.login(request.params.id)
    return reply.redirect('/', 303)
  },
)

const elsewhere = createSessions<{ other: number }>(optionsFromEnv())
// @ts-expect-error sessions of other data at the line that registers them
app.register(fastifySession(elsewhere))

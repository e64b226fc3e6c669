/**
 * The adapter for handlers of `Request` and `Response`. It needs the DOM's types or a runtime's own,
 * and nothing of Node.
 *
 * @module
 */

import { createSessions } from 'coatcheck'
import { guard, withSession } from 'coatcheck/adapters/web'
import { requireLogin } from 'coatcheck/guards/login'
import { expectType } from './expect-type.ts'

const sessions = createSessions<{ visits: number }>({ secrets: 'x'.repeat(43) })

const handle = withSession(sessions, async (request, session) => {
  expectType<Request>()(request)
  expectType<number>()(session.get('visits', 0))
  // @ts-expect-error a key that is not in the data
  session.get('nonsense')
  return new Response('fine')
})
export const answer: Promise<Response> = handle(new Request('https://example.com/'))
// @ts-expect-error a request is needed
handle()

interface Env {
  readonly SECRET_KEY: string
}

const worker = withSession(sessions, (_request, session, env: Env, context: object) => {
  expectType<number | undefined>()(session.get('visits'))
  expectType<string>()(env.SECRET_KEY)
  return new Response(String(context))
})
worker(new Request('https://example.com/'), { SECRET_KEY: 'x' }, {})
// @ts-expect-error what the runtime passes along is passed on
worker(new Request('https://example.com/'))

export const guarded: unknown = withSession(
  sessions,
  guard(requireLogin({ loginPath: '/login' }))((_request, _session) => new Response('fine')),
)

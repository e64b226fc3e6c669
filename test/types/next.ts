/**
 * The adapter for Next, with the shapes of what `next/headers` exports.
 *
 * @module
 */

import { createSessions, type Sessions } from 'coatcheck'
import { guard, type NextCookie, type NextOptions, nextSessions } from 'coatcheck/adapters/next'
import { requireLogin } from 'coatcheck/guards/login'
import { expectType } from './expect-type.ts'

type ResponseCookie = { name: string; value: string } & Partial<Omit<NextCookie, 'name' | 'value'>>

declare function headers(): Promise<Headers & { append: never; set: never; delete: never }>
declare function cookies(): Promise<{
  set(...args: [name: string, value: string, cookie?: object] | [options: ResponseCookie]): object
}>

const sessions = createSessions<{ visits: number }>({ secrets: 'x'.repeat(43) })
const { getSession, withSession, pagesSessions } = nextSessions(sessions, { cookies, headers })
expectType<Sessions<{ visits: number }>>()(pagesSessions)

export async function page(): Promise<number> {
  const session = await getSession()
  expectType<number>()(session.get('visits', 0))
  // @ts-expect-error a key that is not in the data
  session.get('nonsense')
  return session.get('visits', 0)
}

export const route: (request: Request) => Promise<Response> = withSession((session) => {
  expectType<number>()(session.get('visits', 0))
  // @ts-expect-error a key that is not in the data
  session.set('nonsense', 1)
  return Response.json(session.get('visits'))
})

export const routeWithParams = withSession(
  async (session, request: Request, context: { params: Promise<{ id: string }> }) => {
    expectType<number | undefined>()(session.get('visits'))
    return new Response((await context.params).id + request.url)
  },
)
// @ts-expect-error what Next passes along is passed on
routeWithParams(new Request('https://example.com/'))

export const action = withSession(async (session, previous: number, form: FormData) => {
  session.set('visits', previous)
  return form.has('name') ? 'yes' : 'no'
})
expectType<(previous: number, form: FormData) => Promise<'yes' | 'no'>>()(action)

const membersOnly = guard(requireLogin({ loginPath: '/login' }))

export const guarded: (request: Request) => Promise<Response> = withSession(
  membersOnly((session) => new Response(session.subject)),
)
export const guardedAction = withSession(
  membersOnly((session, form: FormData) => `${session.subject} ${form.has('name')}`),
)
expectType<(form: FormData) => Promise<string>>()(guardedAction)

// @ts-expect-error both functions of next/headers are needed
export const options: NextOptions = { headers }

/**
 * The adapter for React Router, with the shapes that `react-router` exports.
 *
 * @module
 */

import { createSessions, type Session } from 'coatcheck'
import { createSessionStorage, guard, reactRouterSession } from 'coatcheck/adapters/react-router'
import { requireLogin } from 'coatcheck/guards/login'
import { expectType } from './expect-type.ts'

interface RouterContext<T = unknown> {
  defaultValue?: T
}

declare function createContext<T>(defaultValue?: T): RouterContext<T>
declare class RouterContextProvider {
  get<T>(context: RouterContext<T>): T
  set<C extends RouterContext>(
    context: C,
    value: C extends RouterContext<infer T> ? T : never,
  ): void
}

interface RouteArgs {
  request: Request
  url: URL
  params: Record<string, string>
  context: Readonly<RouterContextProvider>
}

type MiddlewareFunction = (
  args: RouteArgs,
  next: () => Promise<Response>,
) => Response | undefined | Promise<Response | undefined>

type Data = { userId: string; visits: number }

const sessions = createSessions<Data>({ secrets: 'x'.repeat(43) })
const sessionContext = createContext<Session<Data>>()

export const middleware: MiddlewareFunction[] = [
  reactRouterSession(sessions, sessionContext),
  guard(requireLogin({ loginPath: '/login' })),
]
// @ts-expect-error the context is for sessions of other data
reactRouterSession(sessions, createContext<Session<{ other: string }>>())

export function loader({ context }: RouteArgs): number {
  const session = context.get(sessionContext)
  expectType<number>()(session.get('visits', 0))
  // @ts-expect-error a key that is not in the data
  session.get('nonsense')
  return session.get('visits', 0)
}

const { getSession, commitSession, destroySession } = createSessionStorage<Data, { error: string }>(
  sessions,
)

export async function action({ request }: RouteArgs): Promise<Response> {
  const session = await getSession(request.headers.get('Cookie'))
  expectType<string | undefined>()(session.get('userId'))
  expectType<string | undefined>()(session.get('error'))
  session.set('userId', 'ada')
  session.flash('error', 'Invalid username')
  session.unset('visits')
  session.session.login('ada')
  // @ts-expect-error a key that is not in the data
  session.set('nonsense', 1)
  // @ts-expect-error a value of another type
  session.flash('error', 7)
  const line = session.has('visits') ? await destroySession(session) : await commitSession(session)
  // @ts-expect-error how long the cookie lives is not said here
  await commitSession(session, { maxAge: 60 })
  return new Response(null, { headers: { 'Set-Cookie': line } })
}

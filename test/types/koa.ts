/**
 * The adapter for Koa: `ctx.session` holds what the app's one merge of `SessionData` says.
 *
 * @module
 */

import { createSessions, optionsFromEnv, type Session } from 'coatcheck'
import { guard, koaSession } from 'coatcheck/adapters/koa'
import { requireLogin } from 'coatcheck/guards/login'
import Koa, { type Context, type DefaultContext, type DefaultState, type Middleware } from 'koa'
import { expectType } from './expect-type.ts'

declare module 'coatcheck' {
  interface SessionData {
    visits: number
  }
}

const sessions = createSessions(optionsFromEnv())

const app = new Koa()
app.use(koaSession(sessions))
app.use(guard(requireLogin({ loginPath: '/login' })))
app.use(async (ctx, next) => {
  expectType<Session>()(ctx.session)
  expectType<number | undefined>()(ctx.session.get('visits'))
  expectType<number>()(ctx.session.get('visits', 0))
  // @ts-expect-error a key that is not in SessionData
  ctx.session.get('nonsense')
  await next()
})

interface State extends DefaultState {
  readonly startedAt: number
}
const stateful = new Koa<State>()
stateful.use(koaSession(sessions))
stateful.use((ctx) => {
  expectType<Session>()(ctx.session)
  expectType<number>()(ctx.state.startedAt)
})

interface Own extends DefaultContext {
  readonly shop: string
}
const own = new Koa<DefaultState, Own>()
own.use(koaSession(sessions))
own.use((ctx) => {
  expectType<Session>()(ctx.session)
  expectType<string>()(ctx.shop)
})

// What others have typed for Koa takes it, too.
export const middleware: Middleware = koaSession(sessions)
export const numberOfVisits = (ctx: Context): number => ctx.session.get('visits', 0)

const elsewhere = createSessions<{ other: number }>(optionsFromEnv())
// @ts-expect-error sessions of other data at the line that uses them
app.use(koaSession(elsewhere))

/**
 * koa-session with its data in the cookie, on Koa.
 *
 * @module
 */

import type { Act, Contender } from '../contender.ts'
import { loadDefault } from '../peers/load.ts'
import { actOn, type Properties } from './acts.ts'
import { type Listener, seen, throughNode } from './node-messages.ts'
import { secret } from './secrets.ts'

interface Context {
  readonly session: Properties
  body: string
}

interface App {
  keys: readonly string[]
  use(middleware: unknown): void
  callback(): Listener
}

/** koa-session 7. */
export const koaSession: Contender = {
  name: 'koa-session',
  protection: 'signed',
  async open(body) {
    const Koa = await loadDefault<new () => App>('koa')
    const session = await loadDefault<(options: object, app: App) => unknown>('koa-session')
    let current: Act = 'none'
    const bare = new Koa()
    bare.use((ctx: Context) => {
      ctx.body = 'ok'
    })
    const app = new Koa()
    app.keys = [secret]
    app.use(session({ key: 'session' }, app))
    app.use((ctx: Context) => {
      // Its session is read when it is asked for.
      if (current !== 'untouched') seen.visits = actOn(ctx.session, current, body)
      ctx.body = 'ok'
    })
    const [withNone, withSession] = [bare.callback(), app.callback()]
    return (act, cookie) => {
      current = act
      return throughNode(act === 'none' ? withNone : withSession, cookie)
    }
  },
}

/**
 * Koa apps with sessions, for the tests of what becomes of their answers.
 *
 * @module
 */

import { createServer } from 'node:http'
import type { Sessions } from 'coatcheck'
import { koaSession } from 'coatcheck/adapters/koa'
import type Koa from 'koa'
import { listening, type Serving } from '../../adapters/servers.ts'

/** An app whose visitors have a session, and the errors Koa was told of. */
export interface Reporting {
  readonly errors: readonly unknown[]
  readonly app: Koa
}

/** What such an app may have. */
export interface Choices {
  /** What stands before the sessions. */
  readonly above?: Koa.Middleware
}

/** Makes such an app. Every request changes its session. */
export async function reporting(sessions: Sessions, { above }: Choices = {}): Promise<Reporting> {
  // Only once its packages are known to be there.
  const { default: Application } = await import('koa')
  const errors: unknown[] = []
  const app = new Application()
  app.on('error', (error) => errors.push(error))
  if (above !== undefined) app.use(above)
  app.use(koaSession(sessions))
  app.use((ctx, next) => {
    ctx.session.set('visits', 1)
    return next()
  })
  return { errors, app }
}

/** Serves an app on a free port. */
export function serveKoa(app: Koa): Promise<Serving> {
  return listening(createServer(app.callback()), 'http')
}

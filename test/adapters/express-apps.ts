/**
 * Express apps with sessions, for the tests of what becomes of their answers.
 *
 * @module
 */

import { CoatcheckError, type Sessions } from 'coatcheck'
import { expressSession } from 'coatcheck/adapters/express'
import compression from 'compression'
import express, { type Express, type NextFunction, type Request, type Response } from 'express'

/** What a store's commit fails with. */
export const outage = new CoatcheckError('ERR_STORE_UNAVAILABLE', 'the store does not answer')

/** An app whose visitors have a session, and the errors it was told of. */
export interface Reporting {
  readonly errors: readonly unknown[]
  readonly app: Express
  /** Adds the error handler, last. */
  finish(status?: number): void
}

/** Makes such an app, with compression before or after the sessions. */
export function reporting(
  sessions: Sessions,
  where: 'none' | 'before' | 'after' = 'none',
): Reporting {
  const errors: unknown[] = []
  const app = express()
  if (where === 'before') app.use(compression({ threshold: 0 }))
  app.use(expressSession(sessions))
  if (where === 'after') app.use(compression({ threshold: 0 }))
  app.use((req, _res, next) => {
    req.session.set('visits', 1)
    next()
  })
  return {
    errors,
    app,
    finish(status) {
      app.use((error: { status?: number }, _req: Request, res: Response, next: NextFunction) => {
        errors.push(error)
        if (res.headersSent) next(error)
        else res.status(status ?? error.status ?? 500).send('an error page')
      })
    },
  }
}

/** Picks the commits of good answers. */
export const isWanted = (status: number): boolean => status < 500
/** Picks every commit. */
export const always = (): boolean => true

/** About a megabyte of text, in parts. */
export function* texts(): Generator<string> {
  for (let index = 0; index < 50; index += 1) yield `text ${index}, `.repeat(2_000)
}

/** Text without end. */
export function* endless(): Generator<string> {
  for (let index = 0; ; index += 1) yield `line ${index}\n`.repeat(5_000)
}

/** Text without end, over only when somebody says so. */
export async function* endlessly(onEnd: () => void): AsyncGenerator<string> {
  try {
    for (const line of endless()) {
      await new Promise((resolve) => setImmediate(resolve))
      yield line
    }
  } finally {
    onEnd()
  }
}

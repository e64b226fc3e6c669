/**
 * The adapter contract's app on Express, of whatever version.
 *
 * @module
 */

import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { expressSession, guard } from 'coatcheck/adapters/express'
import type { AdapterApp, AppAnswer } from 'coatcheck/testing'
import type { Express, NextFunction, Request, Response } from 'express'

/**
 * Makes an Express app.
 *
 * @param express Express itself, in the version under trial
 */
export function expressApp(express: () => Express, app: AdapterApp): Express {
  const server = express()
  server.disable('x-powered-by')
  for (const { prefix, sessions, routes } of app.sections) {
    server.use(prefix, expressSession(sessions))
    for (const route of routes) {
      const { path, guards } = route
      const method = route.method === 'GET' ? 'get' : 'post'
      server[method](path, guard(...guards), (req: Request, res: Response, next: NextFunction) => {
        // Express 4 looks at no promise.
        route
          .handle(req.session, req.originalUrl)
          .then((answer) => send(res, answer))
          .catch(next)
      })
    }
  }
  server.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    const page = app.errorPage(error)
    if (res.headersSent) next(error)
    else send(res, page).catch(next)
  })
  return server
}

async function send(res: Response, { status, headers, body }: AppAnswer): Promise<void> {
  for (const [name, value] of headers) res.append(name, value)
  const location = res.get('Location')
  if (location !== undefined) res.redirect(status, location)
  else if (body === null) res.status(status).end()
  else if (typeof body === 'string') res.status(status).send(body)
  // Whoever hangs up ends the stream, which is no error of the app.
  else await pipeline(Readable.from(body), res.status(status)).catch(() => {})
}

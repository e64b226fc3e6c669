/**
 * Peers that are middleware of Express and its like: `(req, res, next)`.
 *
 * @module
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Contender, Protection } from '../contender.ts'
import { loadDefault } from '../peers/load.ts'
import { actOn, type Properties } from './acts.ts'
import { seen, throughNode } from './node-messages.ts'
import { secret } from './secrets.ts'

type Middleware = (req: IncomingMessage, res: ServerResponse, next: Next) => void
type Next = (error?: unknown) => void
type Factory = (options: object) => Middleware

/** Peers by their middleware. */
export const connectPeers: readonly Contender[] = [
  connectPeer('cookie-session', 'signed', async () =>
    (await loadDefault<Factory>('cookie-session'))({ name: 'session', keys: [secret] }),
  ),
  connectPeer('client-sessions', 'encrypted', async () =>
    (await loadDefault<Factory>('client-sessions'))({ cookieName: 'session', secret }),
  ),
  connectPeer('express-session, memory', 'store', async () =>
    (await loadDefault<Factory>('express-session'))({
      secret,
      resave: false,
      saveUninitialized: false,
    }),
  ),
]

function connectPeer(
  name: string,
  protection: Protection,
  make: () => Promise<Middleware>,
): Contender {
  return {
    name,
    protection,
    async open(body) {
      const middleware = await make()
      return (act, cookie) =>
        throughNode((req, res) => {
          if (act === 'none') {
            res.end('ok')
            return
          }
          middleware(req, res, (error) => {
            if (error !== undefined) throw error
            // Each of these middlewares puts it there.
            const { session } = req as unknown as { readonly session: Properties }
            seen.visits = actOn(session, act, body)
            res.end('ok')
          })
        }, cookie)
    },
  }
}

/**
 * A server of `node:http` for each kind of sessions.
 *
 * @module
 */

import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { withSession } from 'coatcheck/adapters/node'
import { type ConnectMaking, connectKinds } from './connect-kinds.ts'
import { actOfPath, type Kind } from './kind.ts'
import { actOnHeld, coatcheckKinds } from './stores.ts'

/** Listens on a port that it gives. */
export type Listening = (port: (port: number) => void) => void

/** The kinds of sessions on `node:http`. */
export const nodeKinds: readonly Kind<Listening>[] = [
  ...connectKinds.map((kind) => ({
    ...kind,
    make: async (address: string) => listening(listenerOf(await kind.make(address))),
  })),
  ...coatcheckKinds((sessions) =>
    listening(
      withSession(sessions, (req, res, session) => {
        res.end(String(actOnHeld(session, actOfPath(req.url ?? ''))))
      }),
    ),
  ),
]

function listenerOf({ middleware, act }: ConnectMaking): RequestListener {
  const answer = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const found = act(req, res, actOfPath(req.url ?? ''))
    res.end(String(found instanceof Promise ? await found : found))
  }
  if (middleware === undefined) return answer
  return (req, res) => {
    middleware(req, res, (error) => {
      if (error === undefined) answer(req, res)
      else res.writeHead(500).end(String(error))
    })
  }
}

/** Makes a listener a server. */
function listening(listener: RequestListener): Listening {
  return (told) => {
    const server = createServer(listener).listen(0, '127.0.0.1', () => {
      const address = server.address()
      if (address !== null && typeof address === 'object') told(address.port)
    })
  }
}

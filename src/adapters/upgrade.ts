/**
 * The session of a request that turns into something else than an answer, such as a WebSocket, on
 * the servers of Node.
 *
 * @module
 */

import type { IncomingMessage } from 'node:http'
import type { Exchange } from '../exchange.ts'
import type { Session } from '../session.ts'
import type { Sessions } from '../sessions.ts'
import { ofSocket } from './node-message.ts'
import { requestUrl } from './request-url.ts'

/**
 * Opens the session of a request that came as `'upgrade'` (or `'connect'`) and gets no answer that
 * could carry a cookie.
 *
 * The session is what it is after the head of an answer: it can be read, and what would need a
 * cookie throws `ERR_HEADERS_SENT`. With a store, `update(fn)` and `logout()` act at once, and
 * `isLive()` tells whether it was ended since. It renews no timeout, so the connection of somebody
 * who makes no other requests ends with the session, for whoever asks `isLive()`.
 *
 * Browsers open WebSockets for pages of any site: compare the request's `Origin` with the `Host`.
 *
 * @throws {CoatcheckError} nothing by itself: a store that cannot be read shows as
 * `ERR_STORE_UNAVAILABLE` when the session is used
 *
 * @example
 * server.on('upgrade', async (req, socket, head) => {
 *   const session = await openUpgrade(sessions, req)
 *   if (session.subject === null) socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n')
 *   else sockets.handleUpgrade(req, socket, head, (ws) => talk(ws, session))
 * })
 */
export async function openUpgrade<Data extends object>(
  sessions: Sessions<Data>,
  req: IncomingMessage,
): Promise<Session<Data>> {
  const exchange = upgradeExchange(req)
  const session = await sessions.open(exchange)
  // Of a session that nobody has used yet there is nothing to commit, so no cookie is lost.
  await sessions.commit(session, exchange)
  return session
}

function upgradeExchange(req: IncomingMessage): Exchange {
  const address = ofSocket(req, 'remoteAddress')
  return {
    cookieHeader: req.headers.cookie,
    url: requestUrl(req),
    peerAddress: typeof address === 'string' ? address : undefined,
    header(name) {
      const value = req.headers[name]
      return Array.isArray(value) ? value.join(', ') : value
    },
    status: () => 101,
    responseHeader: () => undefined,
    responseHeaderNames: () => [],
    setHeader() {},
    removeHeader() {},
    setCookie() {},
    onClose: (listener) => void req.socket.once('close', listener),
  }
}

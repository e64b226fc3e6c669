/**
 * An error answer that is sent below every middleware, when nothing above can be trusted to answer.
 *
 * @module
 */

import { isGone, type NodeRequest, type NodeResponse, nameOfStatus } from './node-message.ts'

/**
 * Sends a status and its name as plain text, keeping the headers that are set. It uses Node's own
 * functions, past whatever middleware put over them; when even that fails, it closes the connection.
 *
 * Over HTTP/1 the connection is closed instead of the response being finished: so whoever is still
 * writing learns of it, as of a client that hung up, and comes to an end.
 */
export function answerBare(req: NodeRequest, res: NodeResponse, status: number): void {
  if (isGone(res)) return
  const own = (name: string, ...args: readonly unknown[]): void => {
    Reflect.apply(Reflect.get(Object.getPrototypeOf(res), name), res, args)
  }
  const body = nameOfStatus(status)
  try {
    own('setHeader', 'Content-Type', 'text/plain; charset=utf-8')
    own('setHeader', 'Content-Length', Buffer.byteLength(body))
    own('setHeader', 'Cache-Control', 'no-store')
    if (req.httpVersionMajor < 2) own('setHeader', 'Connection', 'close')
    own('writeHead', status)
    if (req.method === 'HEAD' || req.httpVersionMajor >= 2) {
      if (req.method !== 'HEAD') own('write', body)
      own('end')
    } else {
      own('write', body, 'utf8', () => res.destroy())
    }
  } catch {
    res.destroy()
  }
}

/**
 * The exchange of a request to a Node server.
 *
 * @module
 */

import type { Exchange } from '../exchange.ts'
import { type NodeRequest, type NodeResponse, ofSocket } from './node-message.ts'
import { requestUrl } from './request-url.ts'
import { addLine, headersOf, type ResponseHeaders } from './response-headers.ts'

/** An exchange whose answer may be taken back before it is sent. */
export interface NodeExchange extends Exchange {
  /**
   * Whether the answer that the handler chose reaches nobody (`false`). While it is set, `status()`
   * is a server error whatever was chosen, so that a commit carries out ends only. It is set for
   * good once a commit has failed.
   */
  isLost: boolean
  /** Whether the client hung up before the head; the handler may still be running. */
  isGone: boolean
  /** Removes every header of the answer, cookies included. */
  dropHeaders(): void
  /** Removes every header of the answer but the cookies that were set through this exchange. */
  dropOtherHeaders(): void
  /** Sets again what was set through this exchange and removed by somebody else since. */
  putBack(): void
}

/**
 * Makes the exchange of a request. Make it before the head is held, since the lock on a held head is
 * not for what the exchange sets.
 *
 * @param target the request target, for frameworks that shorten `req.url`
 * @param headers the answer's headers, for frameworks that keep them apart from `res`
 */
export function nodeExchange(
  req: NodeRequest,
  res: NodeResponse,
  target: string | undefined = req.url,
  headers: ResponseHeaders = headersOf(res),
): NodeExchange {
  let url: string | undefined
  let cookies: string[] = []
  let ours: Map<string, string> | undefined

  const exchange: NodeExchange = {
    isLost: false,
    isGone: false,
    cookieHeader: req.headers.cookie,
    get url() {
      url ??= requestUrl(req, target)
      return url
    },
    get peerAddress() {
      return textOf(ofSocket(req, 'remoteAddress'))
    },
    header(name) {
      return textOf(req.headers[name])
    },
    status() {
      return exchange.isLost ? Math.max(500, res.statusCode) : res.statusCode
    },
    responseHeader(name) {
      return textOf(headers.get(name))
    },
    responseHeaderNames: headers.names,
    setHeader(name, value) {
      headers.set(name, value)
      ours ??= new Map()
      ours.set(name, value)
    },
    removeHeader: headers.remove,
    setCookie(cookie) {
      // Not `appendHeader`: for the first value Node's own calls the outermost `setHeader`.
      addLine(headers, 'Set-Cookie', cookie.text)
      cookies.push(cookie.text)
    },
    onClose(listener) {
      res.once('close', listener)
    },
    dropHeaders() {
      for (const name of headers.names()) headers.remove(name)
      cookies = []
      ours = undefined
    },
    dropOtherHeaders() {
      for (const name of headers.names()) headers.remove(name)
      if (cookies.length > 0) headers.set('Set-Cookie', cookies)
    },
    putBack() {
      for (const [name, value] of ours ?? []) headers.set(name, value)
      const present = [headers.get('Set-Cookie')].flat()
      for (const line of cookies) {
        if (!present.includes(line)) addLine(headers, 'Set-Cookie', line)
      }
    },
  }
  return exchange
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? value.join(', ') : undefined
}

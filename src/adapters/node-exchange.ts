/**
 * The exchange of a request to a Node server.
 *
 * @module
 */

import type { Exchange } from '../exchange.ts'
import { type NodeRequest, type NodeResponse, ofSocket } from './node-message.ts'
import { requestUrl } from './request-url.ts'

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
}

/**
 * Makes the exchange of a request. Make it before the head is held: it keeps the functions it finds
 * on the response, so a lock put over them later does not stop it.
 *
 * @param target the request target, for frameworks that shorten `req.url`
 */
export function nodeExchange(
  req: NodeRequest,
  res: NodeResponse,
  target: string | undefined = req.url,
): NodeExchange {
  const { getHeader, getHeaderNames, setHeader, removeHeader } = res
  const names = (): readonly string[] => Reflect.apply(getHeaderNames, res, [])
  const remove = (name: string): void => {
    Reflect.apply(removeHeader, res, [name])
  }
  let url: string | undefined
  let cookies: string[] = []

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
      return textOf(Reflect.apply(getHeader, res, [name]))
    },
    responseHeaderNames: names,
    setHeader(name, value) {
      Reflect.apply(setHeader, res, [name, value])
    },
    removeHeader: remove,
    setCookie(cookie) {
      const present: unknown = Reflect.apply(getHeader, res, ['Set-Cookie'])
      // Not `appendHeader`: for the first value Node's own calls the outermost `setHeader`.
      const lines = present === undefined ? [cookie.text] : [present, cookie.text].flat()
      Reflect.apply(setHeader, res, ['Set-Cookie', lines])
      cookies.push(cookie.text)
    },
    onClose(listener) {
      res.once('close', listener)
    },
    dropHeaders() {
      for (const name of names()) remove(name)
      cookies = []
    },
    dropOtherHeaders() {
      for (const name of names()) remove(name)
      if (cookies.length > 0) Reflect.apply(setHeader, res, ['Set-Cookie', cookies])
    },
  }
  return exchange
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? value.join(', ') : undefined
}

/**
 * The exchange of a request to a Node server.
 *
 * @module
 */

import type { OutgoingCookie } from '../cookie/set-cookie.ts'
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
  return new MessageExchange(req, res, target, headers)
}

// A class, since V8 makes an object literal with getters a hash table, and what belongs to it lives
// on until a full collection.
class MessageExchange implements NodeExchange {
  isLost = false
  isGone = false
  readonly cookieHeader: string | undefined
  readonly #req: NodeRequest
  readonly #res: NodeResponse
  readonly #target: string | undefined
  readonly #headers: ResponseHeaders
  #url: string | undefined
  #cookies: string[] | undefined
  #ours: Map<string, string> | undefined

  constructor(
    req: NodeRequest,
    res: NodeResponse,
    target: string | undefined,
    headers: ResponseHeaders,
  ) {
    this.cookieHeader = req.headers.cookie
    this.#req = req
    this.#res = res
    this.#target = target
    this.#headers = headers
  }

  get url(): string {
    this.#url ??= requestUrl(this.#req, this.#target)
    return this.#url
  }

  get peerAddress(): string | undefined {
    return textOf(ofSocket(this.#req, 'remoteAddress'))
  }

  header(name: string): string | undefined {
    return textOf(this.#req.headers[name])
  }

  status(): number {
    return this.isLost ? Math.max(500, this.#res.statusCode) : this.#res.statusCode
  }

  responseHeader(name: string): string | undefined {
    return textOf(this.#headers.get(name))
  }

  responseHeaderNames(): readonly string[] {
    return this.#headers.names()
  }

  setHeader(name: string, value: string): void {
    this.#headers.set(name, value)
    this.#ours ??= new Map()
    this.#ours.set(name, value)
  }

  removeHeader(name: string): void {
    this.#headers.remove(name)
  }

  setCookie({ text }: OutgoingCookie): void {
    // Not `appendHeader`: for the first value Node's own calls the outermost `setHeader`.
    addLine(this.#headers, 'Set-Cookie', text)
    this.#cookies ??= []
    this.#cookies.push(text)
  }

  onClose(listener: () => void): void {
    this.#res.once('close', listener)
  }

  dropHeaders(): void {
    for (const name of this.#headers.names()) this.#headers.remove(name)
    this.#cookies = undefined
    this.#ours = undefined
  }

  dropOtherHeaders(): void {
    for (const name of this.#headers.names()) this.#headers.remove(name)
    if (this.#cookies !== undefined) this.#headers.set('Set-Cookie', this.#cookies)
  }

  putBack(): void {
    for (const [name, value] of this.#ours ?? []) this.#headers.set(name, value)
    const present = [this.#headers.get('Set-Cookie')].flat()
    for (const line of this.#cookies ?? []) {
      if (!present.includes(line)) addLine(this.#headers, 'Set-Cookie', line)
    }
  }
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  return Array.isArray(value) ? value.join(', ') : undefined
}

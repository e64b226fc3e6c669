/**
 * The few things a session needs from a request and its response, whatever the framework calls
 * them. An adapter makes one per request.
 *
 * @module
 */

import type { OutgoingCookie } from './cookie/set-cookie.ts'

export type { OutgoingCookie }

/** One request and its response, as far as a session is concerned. */
export interface Exchange {
  /** The request's raw `Cookie` header, several lines joined with `'; '`. */
  readonly cookieHeader: string | undefined
  /** The request's absolute URL as the server saw it, its scheme and host included. */
  readonly url: string
  /** The address of the peer where the runtime tells it, for example `'127.0.0.1'`. */
  readonly peerAddress: string | undefined
  /**
   * Whether the client hung up before the head, where the runtime tells: ends are carried out then,
   * and the handler may go on.
   */
  readonly isGone?: boolean
  /** The value of a request header, by its lower-case name. */
  header(name: string): string | undefined
  /** The response's status, as it stands now. */
  status(): number
  /** The value of a response header, by name; several lines joined with `', '`. */
  responseHeader(name: string): string | undefined
  /** The names of the response's headers, in any case. */
  responseHeaderNames(): readonly string[]
  /** Sets a response header, replacing what was there. */
  setHeader(name: string, value: string): void
  /** Removes a response header. */
  removeHeader(name: string): void
  /** Adds a cookie to the response, leaving other cookies alone. */
  setCookie(cookie: OutgoingCookie): void
  /** Calls the listener once when the response has been sent or its connection has closed. */
  onClose(listener: () => void): void
}

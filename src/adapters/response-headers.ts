/**
 * The headers of an answer before its head is sent, wherever a framework keeps them.
 *
 * @module
 */

import type { AddedHeader } from './guard-decision.ts'
import type { NodeResponse } from './node-message.ts'

/** The headers of an answer. */
export interface ResponseHeaders {
  /** The value of a header: what was set, a number or several lines included. */
  get(name: string): unknown
  /** The names of all headers. */
  names(): readonly string[]
  /** Sets a header, replacing what was there. */
  set(name: string, value: string | readonly string[]): void
  /** Removes a header. */
  remove(name: string): void
}

/**
 * Gives the headers of a Node response. It keeps the functions it finds on the response, so a lock
 * put over them later does not stop it.
 */
export function headersOf(res: NodeResponse): ResponseHeaders {
  return new MessageHeaders(res)
}

class MessageHeaders implements ResponseHeaders {
  readonly #res: NodeResponse
  readonly #getHeader: NodeResponse['getHeader']
  readonly #getHeaderNames: NodeResponse['getHeaderNames']
  readonly #setHeader: NodeResponse['setHeader']
  readonly #removeHeader: NodeResponse['removeHeader']

  constructor(res: NodeResponse) {
    this.#res = res
    this.#getHeader = res.getHeader
    this.#getHeaderNames = res.getHeaderNames
    this.#setHeader = res.setHeader
    this.#removeHeader = res.removeHeader
  }

  get(name: string): unknown {
    return Reflect.apply(this.#getHeader, this.#res, [name])
  }

  names(): readonly string[] {
    return Reflect.apply(this.#getHeaderNames, this.#res, [])
  }

  set(name: string, value: string | readonly string[]): void {
    Reflect.apply(this.#setHeader, this.#res, [name, value])
  }

  remove(name: string): void {
    Reflect.apply(this.#removeHeader, this.#res, [name])
  }
}

/** Adds a line to a header, leaving the lines that are there alone. */
export function addLine(headers: ResponseHeaders, name: string, line: string): void {
  const present: unknown = headers.get(name)
  headers.set(name, present === undefined ? line : [present, line].flat().map(String))
}

/** Adds the headers of guards. */
export function addHeaders(headers: ResponseHeaders, added: readonly AddedHeader[]): void {
  for (const { name, value, isList } of added) {
    if (isList) addLine(headers, name, value)
    else headers.set(name, value)
  }
}

/**
 * A Fastify reply before it is sent: its headers, which it keeps apart from those of the response
 * until then, and its payload.
 *
 * @module
 */

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ResponseHeaders } from './response-headers.ts'

/** The headers of a reply, together with those that were set on its response. */
export class ReplyHeaders implements ResponseHeaders {
  readonly #reply: FastifyReply

  /** Gives those of one reply. */
  constructor(reply: FastifyReply) {
    this.#reply = reply
  }

  get(name: string): unknown {
    return this.#reply.getHeader(name)
  }

  names(): readonly string[] {
    return Object.keys(this.#reply.getHeaders())
  }

  set(name: string, value: string | readonly string[]): void {
    // Of both places: what is sent of the one would otherwise replace what is set on the other.
    this.#reply.removeHeader(name)
    this.#reply.header(name, value)
  }

  remove(name: string): void {
    this.#reply.removeHeader(name)
  }
}

/**
 * Takes status and headers of a `Response` that a handler sends, as Fastify itself does, but early
 * enough for the session to know them.
 *
 * @returns the body to send in place of the payload; `undefined` when that is no `Response`
 */
export function unpacked(reply: FastifyReply, payload: unknown): unknown {
  // Fastify refuses one that was read before, and says so.
  if (!(payload instanceof Response) || payload.bodyUsed) return undefined
  reply.code(payload.status)
  for (const [name, value] of payload.headers) reply.header(name, value)
  return payload.body
}

/** Closes the file or whatever else stands behind a payload that is not sent after all. */
export function drop(payload: unknown): void {
  if (payload instanceof Readable) payload.destroy()
  else if (payload instanceof ReadableStream) payload.cancel().catch(() => {})
  else if (payload instanceof Response) drop(payload.body)
}

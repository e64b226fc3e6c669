/**
 * A Fastify reply before it is sent: its headers, which it keeps apart from those of the response
 * until then, and its payload.
 *
 * @module
 */

import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { ResponseHeaders } from './response-headers.ts'

/** Gives the headers of a reply, together with those that were set on its response. */
export function headersOfReply(reply: FastifyReply): ResponseHeaders {
  return {
    get: (name) => reply.getHeader(name),
    names: () => Object.keys(reply.getHeaders()),
    set(name, value) {
      // Of both places: what is sent of the one would otherwise replace what is set on the other.
      reply.removeHeader(name)
      reply.header(name, value)
    },
    remove(name) {
      reply.removeHeader(name)
    },
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

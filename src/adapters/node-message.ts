/**
 * The requests and responses of Node's servers: `node:http`, `node:https`, and `node:http2` through
 * its compatibility API.
 *
 * @module
 */

import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import type { Http2ServerRequest, Http2ServerResponse } from 'node:http2'

/** A request to a Node server. */
export type NodeRequest = IncomingMessage | Http2ServerRequest

/** A response of a Node server. */
export type NodeResponse = ServerResponse | Http2ServerResponse

/** Says whether nothing can reach the client any more: its connection or stream is closed. */
export function isGone(res: NodeResponse): boolean {
  return 'stream' in res ? res.stream.destroyed : res.destroyed
}

/**
 * Gives a property of the socket a request came through; `undefined` where there is none, or none
 * any more (the socket of a closed HTTP/2 session throws).
 */
export function ofSocket(req: NodeRequest, property: 'encrypted' | 'remoteAddress'): unknown {
  try {
    return Reflect.get(req.socket, property)
  } catch {
    return undefined
  }
}

/** Gives the status an error asks for in its `status` or `statusCode`, 400 to 599, else 500. */
export function statusOf(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 500
  for (const name of ['status', 'statusCode']) {
    const status: unknown = Reflect.get(error, name)
    if (Number.isInteger(status) && Number(status) >= 400 && Number(status) < 600) {
      return Number(status)
    }
  }
  return 500
}

/** Gives a status's name, such as `'Service Unavailable'`. */
export function nameOfStatus(status: number): string {
  return STATUS_CODES[status] ?? 'Error'
}

/** Sets another status than was chosen, with its own text. */
export function resetStatus(req: NodeRequest, res: NodeResponse, status: number): void {
  res.statusCode = status
  if (req.httpVersionMajor < 2) res.statusMessage = ''
}

/** Removes every header set so far: they described an answer that is not sent. */
export function clearHeaders(res: NodeResponse): void {
  for (const name of res.getHeaderNames()) res.removeHeader(name)
}

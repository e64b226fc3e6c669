/**
 * The session of one request to Fastify, from its opening to its commit.
 *
 * @module
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SessionData } from '../session-data.ts'
import type { Sessions } from '../sessions.ts'
import { drop, headersOfReply, unpacked } from './fastify-reply.ts'
import { attempt, endOnHangUp } from './hang-up.ts'
import { nodeExchange } from './node-exchange.ts'
import { statusOf } from './node-message.ts'

/**
 * Commits a request's session with the payload that is about to be sent; gives the one to send in
 * its place, or `undefined`.
 */
export type Commit = (payload: unknown) => Promise<unknown>

/**
 * Opens the session of a request.
 *
 * @returns what commits it, once it is about to be sent
 * @throws whatever `sessions.open` throws
 */
export async function openRequest(
  sessions: Sessions<SessionData>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Commit> {
  const { raw: res } = reply
  const headers = headersOfReply(reply)
  const exchange = nodeExchange(request.raw, res, request.originalUrl, headers)
  const session = await sessions.open(exchange)
  request.session = session
  const commit = () => attempt(() => sessions.commit(session, exchange))
  let hasBegun = false
  const afterHangUp = endOnHangUp({
    res,
    exchange,
    isOver: () => hasBegun,
    commit,
    report: (error) => request.log.error(error),
  })

  return async (payload) => {
    // Somebody went round Fastify.
    if (res.headersSent) return undefined
    const body = unpacked(reply, payload)
    hasBegun = true
    const isFirst = !exchange.isLost
    try {
      await afterHangUp()
      await commit()
    } catch (error) {
      // An error answer whose ends could not be carried out is an error answer all the same.
      if (isFirst) {
        exchange.isLost = true
        exchange.dropHeaders()
        drop(payload)
        reply.code(statusOf(error))
        throw error
      }
    }
    if (exchange.isLost && reply.statusCode < 300) reply.code(500)
    return body
  }
}

/**
 * The session of one request to Fastify, from its opening to its commit.
 *
 * @module
 */

import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Session } from '../session.ts'
import type { SessionData } from '../session-data.ts'
import type { Sessions } from '../sessions.ts'
import { drop, ReplyHeaders, unpacked } from './fastify-reply.ts'
import { type Answering, attempt, HangUp } from './hang-up.ts'
import { type NodeExchange, nodeExchange } from './node-exchange.ts'
import { type NodeResponse, statusOf } from './node-message.ts'

/**
 * Opens the session of a request: at once where nothing has to wait.
 *
 * @returns what commits it, once it is about to be sent
 * @throws whatever `sessions.open` throws
 */
export function openRequest(
  sessions: Sessions<SessionData>,
  request: FastifyRequest,
  reply: FastifyReply,
): ReplyCommit | Promise<ReplyCommit> {
  const headers = new ReplyHeaders(reply)
  const exchange = nodeExchange(request.raw, reply.raw, request.originalUrl, headers)
  const begin = (session: Session<SessionData>): ReplyCommit => {
    request.session = session
    const commit = () => sessions.commit(session, exchange)
    return new ReplyCommit({ request, reply, exchange, commit })
  }
  const session = sessions.open(exchange)
  return session instanceof Promise ? session.then(begin) : begin(session)
}

interface ReplyHolder {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
  readonly exchange: NodeExchange
  commit(): undefined | Promise<void>
}

/** The commit of one request's session, right before its reply is sent. */
export class ReplyCommit implements Answering {
  readonly res: NodeResponse
  readonly exchange: NodeExchange
  readonly #holder: ReplyHolder
  readonly #hangUp: HangUp
  #hasBegun = false

  constructor(holder: ReplyHolder) {
    this.res = holder.reply.raw
    this.exchange = holder.exchange
    this.#holder = holder
    this.#hangUp = new HangUp(this)
  }

  isOver(): boolean {
    return this.#hasBegun
  }

  commit(): undefined | Promise<void> {
    return attempt(this.#holder.commit)
  }

  reportHangUp(error: unknown): void {
    this.#holder.request.log.error(error)
  }

  /**
   * Commits with the payload that is about to be sent: at once where nothing has to wait.
   *
   * @returns what is sent in its place, or `undefined`
   */
  before(payload: unknown): unknown {
    // Somebody went round Fastify.
    if (this.res.headersSent) return undefined
    const body = unpacked(this.#holder.reply, payload)
    this.#hasBegun = true
    const { underWay } = this.#hangUp
    const pending = underWay === undefined ? this.commit() : underWay.then(this.#holder.commit)
    if (pending === undefined) return this.#allow(body)
    const isFirst = !this.exchange.isLost
    return pending.then(
      () => this.#allow(body),
      (error) => {
        if (isFirst) this.#takeBack(payload, error)
        // An error answer whose ends could not be carried out is an error answer all the same.
        return this.#allow(body)
      },
    )
  }

  #allow(body: unknown): unknown {
    // A page that tells of a session that was not saved is no success, whatever its status said.
    if (this.exchange.isLost && this.#holder.reply.statusCode < 300) this.#holder.reply.code(500)
    return body
  }

  #takeBack(payload: unknown, error: unknown): never {
    this.exchange.isLost = true
    this.exchange.dropHeaders()
    drop(payload)
    this.#holder.reply.code(statusOf(error))
    throw error
  }
}

/**
 * An answer that is not sent, since its session could not be committed.
 *
 * @module
 */

import { answerBare } from './bare-answer.ts'
import { attempt } from './hang-up.ts'
import type { HeadHolder } from './head-holder.ts'
import type { HeadLock } from './head-lock.ts'
import type { HeldWrites } from './held-writes.ts'
import { isGone, resetStatus, statusOf } from './node-message.ts'

/** An answer that is not sent. */
export interface LostAnswer {
  /** Whose it was. */
  readonly holder: HeadHolder
  /** What was written of it. */
  readonly writes: HeldWrites
  /** What keeps its head as it is. */
  readonly lock: HeadLock
}

/** Takes it back as if nothing had been written, so that the framework may answer the error. */
export function takeBack({ holder, writes, lock }: LostAnswer, error: unknown): void {
  const { req, res, exchange, report } = holder
  writes.drop()
  lock.lift()
  exchange.dropHeaders()
  resetStatus(req, res, statusOf(error))
  report(error)
}

/**
 * Answers a bare error below everyone, after the ends of the session were carried out, and drops
 * whatever else is written. The framework learns of the error when all is over.
 */
export function spendOnFirst(lost: LostAnswer, error: unknown): void {
  const { res, exchange, commit, report } = lost.holder
  giveUp(lost)
  exchange.dropHeaders()
  // Frameworks close the connection when they learn of an error after the head.
  if (isGone(res)) report(error)
  else res.once('close', () => report(error))
  const answer = (): void => sendBare(lost, error)
  const pending = attempt(commit)
  if (pending === undefined) answer()
  else pending.then(answer, answer)
}

/** Answers a bare error below everyone, where the framework's own answer could not be sent either. */
export function spendOnSecond(lost: LostAnswer, error: unknown): void {
  giveUp(lost)
  sendBare(lost, error)
}

function giveUp({ writes, lock }: LostAnswer): void {
  writes.dropForGood()
  lock.engage('ignore')
}

function sendBare({ holder, writes, lock }: LostAnswer, error: unknown): void {
  const { req, res, exchange } = holder
  lock.lift()
  exchange.dropOtherHeaders()
  answerBare(req, res, statusOf(error))
  lock.engage('ignore')
  writes.tellDrained()
}

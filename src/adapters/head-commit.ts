/**
 * The commit that comes before a response's head.
 *
 * @module
 */

import { type Answering, attempt, HangUp } from './hang-up.ts'
import type { HeadHolder } from './head-holder.ts'
import { HeadLock } from './head-lock.ts'
import { HeldWrites } from './held-writes.ts'
import { spendOnFirst, spendOnSecond, takeBack } from './lost-answer.ts'
import type { NodeExchange } from './node-exchange.ts'
import { type NodeResponse, resetStatus } from './node-message.ts'

/**
 * `open`: no head was asked for. `held`: it was, and the commit is under way. `passing`: all goes
 * through. `spent`: a bare error is the answer, and whatever else is written goes nowhere.
 */
export type HeadPhase = 'open' | 'held' | 'passing' | 'spent'

/** The commit that comes before one response's head. */
export class HeadCommit implements Answering {
  /** The response. */
  readonly res: NodeResponse
  /** Its exchange. */
  readonly exchange: NodeExchange
  /** What is written meanwhile. */
  readonly writes: HeldWrites
  /** The client that may hang up before. */
  readonly hangUp: HangUp
  /** What was put over the response's own functions. */
  over: { readonly write: unknown; readonly end: unknown } | undefined
  readonly #holder: HeadHolder
  readonly #lock: HeadLock
  #phase: HeadPhase = 'open'
  #failures = 0

  constructor(holder: HeadHolder) {
    this.res = holder.res
    this.exchange = holder.exchange
    this.#holder = holder
    this.writes = new HeldWrites(this.res)
    this.#lock = new HeadLock(this.res, this.writes)
    this.hangUp = new HangUp(this)
  }

  /** Says whether this is the phase; it changes in places that the compiler does not look at. */
  is(phase: HeadPhase): boolean {
    return this.#phase === phase
  }

  isOver(): boolean {
    return this.#phase !== 'open' || this.res.headersSent
  }

  commit(): undefined | Promise<void> {
    return attempt(this.#holder.commit)
  }

  reportHangUp(error: unknown): void {
    this.#failures += 1
    this.#holder.report(error)
  }

  /** Commits, since a head is asked for: at once where nothing has to wait. */
  begin(): void {
    // A head went round us, or was a 1xx, with which nothing is committed.
    const isTooLate = this.res.headersSent
    const pending = isTooLate ? undefined : this.#commitAfterHangUp()
    if (pending === undefined) {
      this.#phase = 'passing'
      if (!isTooLate) this.#beNoSuccess()
      this.writes.pass()
      return
    }
    this.#phase = 'held'
    this.#lock.engage('refuse')
    pending
      .then(
        () => this.#release(),
        (error) => this.#fail(error),
      )
      // Should a framework throw when it is told of an error, there is nobody left to tell.
      .catch(() => this.res.destroy())
  }

  /** Writes, or keeps it until the commit has ended and gives what a writer is told meanwhile. */
  pass(write: () => unknown, whenHeld: unknown): unknown {
    if (!this.is('held')) return write()
    this.writes.hold(write)
    return whenHeld
  }

  #commitAfterHangUp(): undefined | Promise<void> {
    const { underWay } = this.hangUp
    return underWay === undefined ? this.commit() : underWay.then(this.#holder.commit)
  }

  // A page that tells of a session that was not saved is no success, whatever its status said.
  #beNoSuccess(): void {
    if (!this.exchange.isLost || this.res.statusCode >= 300) return
    resetStatus(this.#holder.req, this.res, 500)
  }

  // Whether no middleware above has a body of its own in the making.
  #isOutermost(): boolean {
    return this.res.write === this.over?.write && this.res.end === this.over.end
  }

  #release(): void {
    this.#phase = 'passing'
    this.#lock.lift()
    this.#beNoSuccess()
    try {
      this.writes.replay()
    } catch (error) {
      // Node refused what was held (an unknown encoding, a head sent round us).
      this.res.destroy()
      this.#holder.report(error)
    }
  }

  #fail(error: unknown): void {
    // Of a failure before the head the framework knows already.
    const isFirst = this.#failures === 0 && !this.exchange.isLost
    this.#failures += 1
    this.exchange.isLost = true
    const lost = { holder: this.#holder, writes: this.writes, lock: this.#lock }
    if (isFirst && this.writes.hasEnded && this.#isOutermost()) {
      this.#phase = 'open'
      takeBack(lost, error)
    } else if (!isFirst && this.res.statusCode >= 500) {
      // An error answer whose ends could not be carried out is an error answer all the same.
      this.#release()
    } else {
      this.#phase = 'spent'
      if (isFirst) spendOnFirst(lost, error)
      else spendOnSecond(lost, error)
    }
  }
}

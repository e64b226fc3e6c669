/**
 * What is written to a response while its head is held.
 *
 * @module
 */

import { DrainListeners } from './drain-listeners.ts'
import type { NodeResponse } from './node-message.ts'

/** What is written to one response while its head is held. */
export class HeldWrites {
  /** Whether all was written: the end was, or nobody hears of it any more. */
  hasEnded = false
  readonly #drains: DrainListeners
  #held: (() => unknown)[] = []
  #owesDrain = false

  constructor(res: NodeResponse) {
    this.#drains = new DrainListeners(res)
  }

  /** Keeps what would write. */
  hold(write: () => unknown): void {
    this.#held.push(write)
  }

  /** Remembers that a writer was told to wait for `drain`. */
  oweDrain(): void {
    this.#owesDrain = true
  }

  /** Writes all of it; from here on nothing is held. It throws what Node refuses. */
  replay(): void {
    const held = this.#held
    this.#held = []
    const results = held.map((write) => write())
    // Whatever is full by now tells those who wait by itself.
    if (this.#owesDrain && !this.hasEnded && !results.includes(false)) {
      process.nextTick(() => this.#drains.call())
    } else {
      this.pass()
    }
  }

  /** Drops all of it, so that another answer may be written. */
  drop(): void {
    this.#held = []
    this.hasEnded = false
    this.#owesDrain = false
  }

  /** Drops all of it, and whatever else comes. */
  dropForGood(): void {
    this.#held = []
    this.hasEnded = true
  }

  /** Tells those who wait for `drain` to go on. */
  tellDrained(): void {
    this.#drains.call()
  }

  /** Holds nothing from here on, and the response itself tells those who wait. */
  pass(): void {
    this.#drains.forget()
  }
}

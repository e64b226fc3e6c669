/**
 * Remembers who waits for a response to drain, so that they can be told after a hold.
 *
 * @module
 */

import type { NodeResponse } from './node-message.ts'

type Listener = (...args: unknown[]) => void

/**
 * The `drain` listeners of a response, from now on.
 *
 * Emitting the event would not reach all of them: compression below keeps such listeners to itself,
 * for a stream it makes only when the head is sent.
 */
export class DrainListeners {
  readonly #res: NodeResponse
  #remembered: Set<Listener> | undefined
  #isForgetful = false

  /** Begins to remember them. */
  constructor(res: NodeResponse) {
    const { on } = res
    this.#res = res
    const remembering = (type: string, listener: Listener): unknown => {
      if (type === 'drain' && !this.#isForgetful) {
        this.#remembered ??= new Set()
        this.#remembered.add(listener)
      }
      return Reflect.apply(on, res, [type, listener])
    }
    // It is called as `on` was, and answers as `on` does.
    res.on = remembering as typeof res.on
  }

  /** Tells them to go on, and forgets them. */
  call(): void {
    const all = [...(this.#remembered ?? [])]
    this.forget()
    const heard = this.#res.rawListeners('drain')
    this.#res.emit('drain')
    for (const listener of all) {
      if (!heard.includes(listener)) Reflect.apply(listener, this.#res, [])
    }
  }

  /** Forgets them: from here on the response tells them itself. */
  forget(): void {
    this.#isForgetful = true
    this.#remembered = undefined
  }
}

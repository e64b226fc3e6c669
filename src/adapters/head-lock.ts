/**
 * Makes a response whose head is held look as if its head had been sent.
 *
 * @module
 */

import type { HeldWrites } from './held-writes.ts'
import type { NodeResponse } from './node-message.ts'

/** What becomes of a header that is set while the lock is on: an error, or nothing. */
export type LateHeader = 'refuse' | 'ignore'

/**
 * The lock of a response, not yet on. While it is on, `headersSent` is true, the status stays what it
 * is, and headers are neither set nor removed. Without it `res.json(x); throw error` would let a
 * framework answer twice.
 */
export class HeadLock {
  readonly #res: NodeResponse
  readonly #writes: HeldWrites
  #saved: ReadonlyMap<string, PropertyDescriptor | undefined> | undefined

  /** @param writes say what `writableEnded` tells while the lock is on */
  constructor(res: NodeResponse, writes: HeldWrites) {
    this.#res = res
    this.#writes = writes
  }

  /** Puts the lock on. */
  engage(lateHeader: LateHeader): void {
    this.lift()
    const [res, writes] = [this.#res, this.#writes]
    const { statusCode } = res
    const late = (): NodeResponse => {
      if (lateHeader === 'refuse') throw headIsSent()
      return res
    }
    const covers: Record<string, PropertyDescriptor> = {
      headersSent: { get: () => true },
      writableEnded: { get: () => writes.hasEnded },
      // A setter, since assigning to a read-only property throws.
      statusCode: { get: () => statusCode, set: () => {} },
      setHeader: { value: late, writable: true },
      setHeaders: { value: late, writable: true },
      appendHeader: { value: late, writable: true },
      removeHeader: { value: late, writable: true },
    }
    this.#saved = new Map(
      Object.keys(covers).map((name) => [name, Object.getOwnPropertyDescriptor(res, name)]),
    )
    for (const [name, cover] of Object.entries(covers)) {
      Object.defineProperty(res, name, { ...cover, configurable: true })
    }
  }

  /** Takes the lock off. */
  lift(): void {
    for (const [name, descriptor] of this.#saved ?? []) {
      if (descriptor === undefined) Reflect.deleteProperty(this.#res, name)
      else Object.defineProperty(this.#res, name, descriptor)
    }
    this.#saved = undefined
  }
}

// The error of Node itself, so that frameworks know it.
function headIsSent(): Error {
  const message = 'Cannot set or remove headers after they are sent to the client'
  return Object.assign(new Error(message), { code: 'ERR_HTTP_HEADERS_SENT' })
}

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
 * The lock of a response, not yet on. While it is on, `headersSent` is true, headers are neither set
 * nor removed, and another status that is set does not stay. Without it `res.json(x); throw error`
 * would let a framework answer twice.
 *
 * What is put over the response stays there when the lock is off, and is transparent then: V8 makes a
 * dictionary of an object whose properties are taken away again, and every later use of it slow.
 */
export class HeadLock {
  readonly #res: NodeResponse
  readonly #writes: HeldWrites
  #lateHeader: LateHeader | undefined
  #statusCode = 200

  /** @param writes say what `writableEnded` tells while the lock is on */
  constructor(res: NodeResponse, writes: HeldWrites) {
    this.#res = res
    this.#writes = writes
  }

  /** What becomes of a header now; `undefined` while the lock is off. */
  get lateHeader(): LateHeader | undefined {
    return this.#lateHeader
  }

  /** Whether the handler has ended its answer. */
  get hasEnded(): boolean {
    return this.#writes.hasEnded
  }

  /** Puts the lock on. */
  engage(lateHeader: LateHeader): void {
    this.lift()
    if (lockOf(this.#res) !== this) putOver(this.#res, this)
    this.#statusCode = this.#res.statusCode
    this.#lateHeader = lateHeader
  }

  /** Takes the lock off. */
  lift(): void {
    if (this.#lateHeader === undefined) return
    this.#lateHeader = undefined
    this.#res.statusCode = this.#statusCode
  }
}

const locks = Symbol('coatcheck: head lock')

/** A response that may have a lock. */
interface Lockable {
  [locks]?: HeadLock
}

function lockOf(res: object): HeadLock | undefined {
  const { [locks]: lock }: Lockable = res
  return lock
}

// One function for all responses, or V8 would make a class of objects for each.
const sight: PropertyDescriptorMap = {
  headersSent: {
    get(this: object) {
      return lockOf(this)?.lateHeader !== undefined || underneath(this, 'headersSent')
    },
    configurable: true,
  },
  writableEnded: {
    get(this: object) {
      const lock = lockOf(this)
      return lock?.lateHeader === undefined ? underneath(this, 'writableEnded') : lock.hasEnded
    },
    configurable: true,
  },
}

function underneath(res: object, name: string): unknown {
  return Reflect.get(Object.getPrototypeOf(res), name, res)
}

type Setter = (...args: readonly unknown[]) => unknown

interface Setters {
  setHeader: Setter
  appendHeader: Setter
  removeHeader: Setter
  // The types of HTTP/2 leave it out.
  setHeaders?: Setter
}

function putOver(res: NodeResponse & Lockable, lock: HeadLock): void {
  res[locks] = lock
  Object.defineProperties(res, sight)
  // They are called with whatever Node's own may be called with, and pass it on as it came.
  const own = res as unknown as Setters
  const over =
    (set: Setter): Setter =>
    (...args) => {
      if (lock.lateHeader === undefined) return Reflect.apply(set, res, args)
      if (lock.lateHeader === 'refuse') throw headIsSent()
      return res
    }
  own.setHeader = over(own.setHeader)
  own.appendHeader = over(own.appendHeader)
  own.removeHeader = over(own.removeHeader)
  if (own.setHeaders !== undefined) own.setHeaders = over(own.setHeaders)
}

// The error of Node itself, so that frameworks know it.
function headIsSent(): Error {
  const message = 'Cannot set or remove headers after they are sent to the client'
  return Object.assign(new Error(message), { code: 'ERR_HTTP_HEADERS_SENT' })
}

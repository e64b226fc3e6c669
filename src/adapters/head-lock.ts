/**
 * Makes a response whose head is held look as if its head had been sent.
 *
 * @module
 */

import type { NodeResponse } from './node-message.ts'

/** What becomes of a header that is set while the lock is on: an error, or nothing. */
export type LateHeader = 'refuse' | 'ignore'

/** A lock on a response's head. */
export interface HeadLock {
  /** Puts the lock on. */
  engage(lateHeader: LateHeader): void
  /** Takes the lock off. */
  lift(): void
}

/**
 * Makes the lock of a response, not yet on. While it is on, `headersSent` is true, the status stays
 * what it is, and headers are neither set nor removed. Without it `res.json(x); throw error` would
 * let a framework answer twice.
 *
 * @param hasEnded says what `writableEnded` tells while the lock is on
 */
export function headLock(res: NodeResponse, hasEnded: () => boolean): HeadLock {
  let saved: ReadonlyMap<string, PropertyDescriptor | undefined> | undefined

  const lift = (): void => {
    for (const [name, descriptor] of saved ?? []) {
      if (descriptor === undefined) Reflect.deleteProperty(res, name)
      else Object.defineProperty(res, name, descriptor)
    }
    saved = undefined
  }

  return {
    engage(lateHeader) {
      lift()
      const { statusCode } = res
      const late = (): NodeResponse => {
        if (lateHeader === 'refuse') throw headIsSent()
        return res
      }
      const covers: Record<string, PropertyDescriptor> = {
        headersSent: { get: () => true },
        writableEnded: { get: hasEnded },
        // A setter, since assigning to a read-only property throws.
        statusCode: { get: () => statusCode, set: () => {} },
        setHeader: { value: late, writable: true },
        setHeaders: { value: late, writable: true },
        appendHeader: { value: late, writable: true },
        removeHeader: { value: late, writable: true },
      }
      saved = new Map(
        Object.keys(covers).map((name) => [name, Object.getOwnPropertyDescriptor(res, name)]),
      )
      for (const [name, cover] of Object.entries(covers)) {
        Object.defineProperty(res, name, { ...cover, configurable: true })
      }
    },
    lift,
  }
}

// The error of Node itself, so that frameworks know it.
function headIsSent(): Error {
  const message = 'Cannot set or remove headers after they are sent to the client'
  return Object.assign(new Error(message), { code: 'ERR_HTTP_HEADERS_SENT' })
}

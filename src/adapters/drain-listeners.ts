/**
 * Remembers who waits for a response to drain, so that they can be told after a hold.
 *
 * @module
 */

import type { NodeResponse } from './node-message.ts'

/** Those who wait for a response to drain. */
export interface DrainListeners {
  /** Tells them to go on, and forgets them. */
  call(): void
  /** Forgets them: from here on the response tells them itself. */
  forget(): void
}

type Listener = (...args: unknown[]) => void

/**
 * Remembers the `drain` listeners of a response from now on.
 *
 * Emitting the event would not reach all of them: compression below keeps such listeners to itself,
 * for a stream it makes only when the head is sent.
 */
export function drainListeners(res: NodeResponse): DrainListeners {
  const { on } = res
  let remembered: Set<Listener> | undefined = new Set()

  Object.assign(res, {
    on(type: string, listener: Listener): unknown {
      if (type === 'drain') remembered?.add(listener)
      return Reflect.apply(on, res, [type, listener])
    },
  })

  return {
    call() {
      const all = [...(remembered ?? [])]
      remembered = undefined
      const heard = res.rawListeners('drain')
      res.emit('drain')
      for (const listener of all) {
        if (!heard.includes(listener)) Reflect.apply(listener, res, [])
      }
    },
    forget() {
      remembered = undefined
    },
  }
}

/**
 * Removes sessions that are over from a store that does not do so by itself.
 *
 * @module
 */

import type { StoredSessions } from 'coatcheck'
import type { Log } from './error-pages.ts'

/** Sweeping that goes on until it is stopped. */
export interface Sweeping {
  /** Stops it, and resolves when a sweep that is under way is done. */
  stop(): Promise<void>
}

/**
 * Sweeps now and then, for as long as something else keeps the process running.
 *
 * @param log takes one line per failed sweep; the next one comes all the same
 * @param milliseconds from the end of one sweep to the beginning of the next (a minute)
 */
export function keepSweeping(
  sessions: Pick<StoredSessions, 'sweep'>,
  log: Log,
  milliseconds = 60_000,
): Sweeping {
  let timer: NodeJS.Timeout
  let underWay: Promise<void> = Promise.resolve()
  let isStopped = false

  function wait(): void {
    if (isStopped) return
    timer = setTimeout(() => {
      underWay = sweep().finally(wait)
    }, milliseconds).unref()
  }

  async function sweep(): Promise<void> {
    try {
      await sessions.sweep()
    } catch (error) {
      log(`sweep: ${error instanceof Error ? error.message : 'an error that is no Error'}`)
    }
  }

  wait()
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
      return underWay
    },
  }
}

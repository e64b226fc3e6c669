/**
 * Writers of one session in one process take turns, so that contention costs waiting and not
 * retries.
 *
 * @module
 */

import type { StoredEntry } from './store.ts'

/** Makes the writers of a key follow one another. */
export interface Turns {
  /**
   * Runs a writer when all that asked before it are done.
   *
   * @param write gets what the writer before it left, which spares asking the store; `undefined`
   * when nobody is known to have written since
   */
  take<T>(key: string, write: (latest: StoredEntry | undefined) => Promise<Turn<T>>): Promise<T>
}

/** What a writer leaves. */
export interface Turn<T> {
  /** The entry as the store has acknowledged it; `undefined` when it is not known. */
  readonly left: StoredEntry | undefined
  /** What the writer's caller gets. */
  readonly result: T
}

interface Queue {
  waiting: number
  last: Promise<StoredEntry | undefined>
}

/** Makes the turns of one `sessions`. */
export function sessionTurns(): Turns {
  const queues = new Map<string, Queue>()
  return {
    async take(key, write) {
      const queue = queues.get(key) ?? { waiting: 0, last: Promise.resolve(undefined) }
      queues.set(key, queue)
      queue.waiting += 1
      const turn = queue.last.then(write)
      // Who comes next does not know what a failed writer left.
      queue.last = turn.then(
        ({ left }) => left,
        () => undefined,
      )
      try {
        return (await turn).result
      } finally {
        queue.waiting -= 1
        if (queue.waiting === 0) queues.delete(key)
      }
    },
  }
}

/**
 * How long answers may take, with one timer for all that are waited for.
 *
 * @module
 */

/** Deadlines of answers that may all take the same time. */
export interface Deadlines {
  /**
   * Settles as an answer does.
   *
   * @param late makes what it rejects with where the answer took too long
   */
  within<T>(answer: Promise<T>, late: () => Error): Promise<T>
}

interface Waiting {
  readonly until: number
  readonly giveUp: () => void
}

/**
 * Makes deadlines.
 *
 * @param milliseconds how long each answer may take
 */
export function deadlines(milliseconds: number): Deadlines {
  // In the order in which their time is over.
  const all = new Set<Waiting>()
  let timer: ReturnType<typeof setTimeout> | undefined

  const look = (): void => {
    timer = undefined
    const now = performance.now()
    for (const waiting of all) {
      if (waiting.until > now) {
        timer = setTimeout(look, waiting.until - now)
        return
      }
      all.delete(waiting)
      waiting.giveUp()
    }
  }

  const leave = (waiting: Waiting): void => {
    all.delete(waiting)
    if (all.size > 0) return
    // A timer that nobody needs would keep the process.
    clearTimeout(timer)
    timer = undefined
  }

  return {
    within: (answer, late) =>
      new Promise((resolve, reject) => {
        const waiting = {
          until: performance.now() + milliseconds,
          giveUp: () => reject(late()),
        }
        all.add(waiting)
        timer ??= setTimeout(look, milliseconds)
        answer.then(
          (given) => {
            leave(waiting)
            resolve(given)
          },
          (error: unknown) => {
            leave(waiting)
            reject(error)
          },
        )
      }),
  }
}

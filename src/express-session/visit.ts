/**
 * One request's session over whatever store: what stands behind the methods of `req.session`.
 *
 * @module
 */

/** What an operation's caller is told. */
export type Callback = (error?: unknown) => void

/** What stands behind the methods of a request's session. */
export interface Visit {
  /** Writes the session now. */
  save(session: object): Promise<void>
  /** Ends the session, and goes on with a fresh one. */
  regenerate(session: object): Promise<void>
  /** Reads the session again. */
  reload(session: object): Promise<void>
  /** Ends the session. */
  destroy(session: object): Promise<void>
  /** Writes what the request asks for, before the head; `undefined` when nothing has to wait. */
  commit(): undefined | Promise<void>
  /** Writes what was changed after the head; `undefined` when nothing was. */
  writeLate(): undefined | Promise<void>
}

/** What a visit's operations leave to the commit. */
export interface Pending {
  /** Runs an operation, whose error is its callback's to see, or else the commit's. */
  run(operation: Promise<void>, callback: Callback | undefined): void
  /** Resolves when nothing is under way; rejects with an error that nobody has seen. */
  settled(): Promise<void>
  /** Whether something is under way, or failed unseen. */
  isPending(): boolean
}

const visits = new WeakMap<object, { readonly visit: Visit; readonly pending: Pending }>()

/** Gives a request its visit. */
export function setVisit(req: object, visit: Visit): Pending {
  const pending = pendingOperations()
  visits.set(req, { visit, pending })
  return pending
}

/** Says whether a request has a visit. */
export function hasVisit(req: object): boolean {
  return visits.has(req)
}

/**
 * Runs an operation of a request's visit.
 *
 * @returns whether the request has one
 */
export function runOnVisit(
  req: object,
  operation: (visit: Visit) => Promise<void>,
  callback: Callback | undefined,
): boolean {
  const found = visits.get(req)
  if (found === undefined) return false
  found.pending.run(operation(found.visit), callback)
  return true
}

function pendingOperations(): Pending {
  let count = 0
  let last: Promise<void> = Promise.resolve()
  let unseen: { readonly error: unknown } | undefined
  return {
    run(operation, callback) {
      count += 1
      const done = operation.then(
        () => {
          // In a turn of its own: what a callback throws is the app's, as with every store.
          if (callback !== undefined) process.nextTick(callback)
        },
        (error: unknown) => {
          if (callback === undefined) unseen ??= { error }
          else process.nextTick(callback, error)
        },
      )
      const finished = done.then(() => {
        count -= 1
      })
      last = Promise.all([last, finished]).then(() => {})
    },
    async settled() {
      while (count > 0) await last
      const found = unseen
      unseen = undefined
      if (found !== undefined) throw found.error
    },
    isPending: () => count > 0 || unseen !== undefined,
  }
}

/**
 * Gates, at which a handler waits until another request opens them. So two requests of one visitor
 * meet in whatever order a rule asks for.
 *
 * @module
 */

/** The gates of an app, by name. */
export interface Gates {
  /** Waits at a gate until it is open. */
  pass(name: string): Promise<void>
  /** Waits until somebody waits at a gate, or has passed it. */
  reached(name: string): Promise<void>
  /** Opens a gate for good. */
  open(name: string): void
}

const longestWait = 10_000 // milliseconds

/** Makes the gates of an app, none of them open. */
export function makeGates(): Gates {
  const reached = new Set<string>()
  const opened = new Set<string>()
  return {
    async pass(name) {
      reached.add(name)
      await until(() => opened.has(name), 'nobody opened the gate')
    },
    reached: (name) => until(() => reached.has(name), 'nobody came to the gate'),
    open(name) {
      opened.add(name)
    },
  }
}

// Looks again and again, since on Workers no request may settle the promise of another one.
async function until(isTrue: () => boolean, complaint: string): Promise<void> {
  const end = Date.now() + longestWait
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(complaint)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

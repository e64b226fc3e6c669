/**
 * One process of the app: sessions with the model's clocks, and what the model knows of it.
 *
 * @module
 */

import { createSessions, type Store, type StoredSessions } from 'coatcheck'
import { clocks, type Model, type Process } from './model.ts'
import type { Data } from './model-acts.ts'

/** A process that runs. */
export interface Server {
  /** What it knows and says. */
  readonly process: Process
  /** Its sessions. */
  readonly sessions: StoredSessions<Data>
}

/** The secrets; every process knows all of them, whichever it seals with. */
export const secrets: readonly string[] = ['one', 'two', 'three'].map(
  (name) => `${name}-9f27c1ad58e34b06-${name}-9f27c1ad58e34b06`,
)

/** Starts a process. */
export function startServer(model: Model, store: Store, process: Process): Server {
  const { secret } = process
  const sessions = createSessions<Data>({
    secrets: [...secrets.slice(secret), ...secrets.slice(0, secret)],
    store,
    now: () => model.now(process),
    idleTimeout: clocks.idle,
    absoluteTimeout: clocks.absolute,
    touchInterval: clocks.touch,
    recheckInterval: clocks.recheck,
    regenerateGrace: clocks.grace,
  })
  return { process, sessions }
}

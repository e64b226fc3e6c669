/**
 * An app whose visitors change their sessions at a steady rate, whatever the store does meanwhile.
 *
 * @module
 */

import { setTimeout as pause } from 'node:timers/promises'
import { createSessions } from 'coatcheck'
import type { Store } from '../src/store.ts'
import { OneRequest } from './one-request.ts'

/** What changes sessions. */
export interface SteadyWriter {
  /** Changes sessions for so long, and gives how many milliseconds each change took. */
  write(milliseconds: number): Promise<readonly number[]>
}

type Data = { visits: number; note: string }

/**
 * Makes an app with visitors that are logged in.
 *
 * @param rate changes a second
 */
export async function steadyWriter(
  store: Store,
  visitors: number,
  rate: number,
): Promise<SteadyWriter> {
  const secrets = 'bench-8c1f64a2d9e07b35-bench-8c1f64a2d9e07b35'
  const sessions = createSessions<Data>({ secrets, store })
  const cookies: string[] = []
  let next = 0

  for (let visitor = 0; visitor < visitors; visitor += 1) {
    const exchange = new OneRequest(undefined)
    const session = await sessions.open(exchange)
    session.set('note', 'x'.repeat(200))
    session.login(`visitor-${visitor}`)
    await sessions.commit(session, exchange)
    cookies.push(`__Host-Http-session=${exchange.sent ?? ''}`)
  }

  async function change(): Promise<void> {
    next = (next + 1) % cookies.length
    const exchange = new OneRequest(cookies[next])
    const session = await sessions.open(exchange)
    session.set('visits', session.get('visits', 0) + 1)
    await sessions.commit(session, exchange)
  }

  return {
    async write(milliseconds) {
      const waits: number[] = []
      const start = performance.now()
      const changes: Promise<void>[] = []
      for (let due = start; due < start + milliseconds; due += 1_000 / rate) {
        const early = due - performance.now()
        if (early > 0) await pause(early)
        // From when it was due: a change that had to wait for its turn has waited too.
        changes.push(change().then(() => void waits.push(performance.now() - due)))
      }
      await Promise.all(changes)
      return waits
    },
  }
}

/**
 * A login against the revocation of its subject, on any store.
 *
 * @module
 */

import type { StoredSessions } from 'coatcheck'
import { expect } from 'vitest'
import { isLong } from '../tier.ts'
import { type Data, Visitor } from './visitors.ts'

/** Who races. */
export interface LoginRace {
  /** The process that logs in. */
  readonly one: StoredSessions<Data>
  /** The process that revokes. */
  readonly other: StoredSessions<Data>
  /** Whom nobody else uses. */
  readonly subject: string
}

const seenBy = async (visitor: Visitor): Promise<unknown> =>
  (await visitor.visit((session) => session.subject)).json()

/** One login that begins before a revocation, and goes on at a moment that differs every time. */
export async function runLoginRace(
  { one, other, subject }: LoginRace,
  race: number,
): Promise<void> {
  const visitor = new Visitor(one)
  if (race % 2 === 0) await visitor.visit((session) => session.set('note', 'anonymous'))
  let revocation: Promise<number> | undefined
  const answer = await visitor.visit(async (session) => {
    session.login(subject)
    revocation = other.revokeAll(subject)
    for (let turn = race % (isLong ? 31 : 7); turn > 0; turn -= 1) {
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
  await revocation
  expect((await one.list(subject)).sessions, `race ${race}`).toEqual([])
  expect(await seenBy(visitor), `race ${race}`).toBe(null)
  // Overtaken before its answer, or ended right after it.
  expect([200, 401]).toContain(answer.status)
  // What opens later is alive; what opens in the very millisecond of the revocation may be refused.
  const later = new Visitor(one)
  for (let tries = 0; tries < 100 && later.cookie === undefined; tries += 1) {
    await later.visit((session) => session.login(subject))
  }
  expect(await seenBy(later), `race ${race}`).toBe(subject)
}

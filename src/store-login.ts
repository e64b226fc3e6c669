/**
 * A login against a revocation: after it has been written, a login asks whether its subject, or
 * everyone, was revoked since its request began. One of the two sees the other, whatever the order.
 *
 * @module
 */

import type { NotBefore } from './store.ts'
import type { Stored } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { sessionEnded } from './store-write.ts'

/** A login that has been written. */
export interface WrittenLogin {
  /** The session as it stands in the store. */
  readonly stored: Stored
  /** Who logged in. */
  readonly subject: string
  /** When the request began, on this process's monotonic clock, in milliseconds. */
  readonly openedAt: number
  /** The stamps that this request itself made: it counts as opened after them. */
  readonly ownStamps: ReadonlySet<number>
}

/**
 * Ends a login that a revocation overtook.
 *
 * @returns the session, possibly under a newer epoch
 * @throws {CoatcheckError} `ERR_SESSION_ENDED` when it was overtaken
 */
export async function confirmLogin(parts: StoreParts, login: WrittenLogin): Promise<Stored> {
  const { store, epochs, digests } = parts
  for (const digest of digests(login.subject)) {
    if (isOvertaken(await store.notBefore(digest), login)) await endLogin(parts, login)
  }
  const epoch = await epochs.ask()
  const { stored } = login
  if (epoch.epoch <= stored.head.epoch) return stored
  if (isOvertaken(epoch, login)) await endLogin(parts, login)
  return withEpoch(parts, login, epoch.epoch)
}

// The stamp and the clock are the store's own, and what passed since the request began is measured
// on one process's monotonic clock: how the clocks of processes differ does not matter.
function isOvertaken({ at, storeNow }: NotBefore, { openedAt, ownStamps }: WrittenLogin): boolean {
  if (at === 0 || ownStamps.has(at)) return false
  return storeNow - (performance.now() - openedAt) <= at
}

async function endLogin({ store, settings }: StoreParts, { stored }: WrittenLogin): Promise<never> {
  await store.delete(stored.key, settings.now())
  throw sessionEnded()
}

// Everyone was revoked before this request began, and this process had not heard of it.
async function withEpoch(
  parts: StoreParts,
  { stored }: WrittenLogin,
  epoch: number,
): Promise<Stored> {
  const { store, entries, settings } = parts
  const record = entries.unseal(stored.entry.value, stored.ticket.locator, stored.key)
  if ('rejected' in record) throw sessionEnded()
  const head = { ...stored.head, epoch }
  const entry = {
    ...stored.entry,
    value: entries.seal(head, record, stored.key),
    version: stored.entry.version + 1,
  }
  if (await store.update(stored.key, entry, stored.entry.version, settings.now())) {
    return { ...stored, head, entry }
  }
  throw sessionEnded()
}

/**
 * A login against a revocation: after it has been written, a login asks whether its subject, or
 * everyone, was revoked since its request began. One of the two sees the other, whatever the order.
 *
 * @module
 */

import type { NotBefore } from './store.ts'
import type { Stored } from './store-found.ts'
import { everyone } from './store-own-revocations.ts'
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
  /** How many revocations this process had made by then. */
  readonly openedAfter: number
  /** The stamp that this request itself made on a digest: it counts as opened after that one. */
  readonly ownStamps: ReadonlyMap<string, number>
}

/**
 * Ends a login that a revocation overtook.
 *
 * @returns the session, possibly under a newer epoch
 * @throws {CoatcheckError} `ERR_SESSION_ENDED` when it was overtaken
 */
export async function confirmLogin(parts: StoreParts, login: WrittenLogin): Promise<Stored> {
  const { store, epochs, digests, revocations } = parts
  const { openedAfter } = login
  for (const digest of digests(login.subject)) {
    const stamp = await store.notBefore(digest)
    const isExcused =
      stamp.at === login.ownStamps.get(digest) ||
      revocations.isBefore(digest, stamp.at, openedAfter)
    if (!isExcused && isOvertaken(stamp, login)) await endLogin(parts, login)
  }
  const epoch = await epochs.ask()
  // Whatever epoch was written: a process that had never asked writes the newest, and yet its request
  // may have begun before everyone was revoked.
  const isKnownBefore = revocations.isBefore(everyone, epoch.epoch, openedAfter)
  if (!isKnownBefore && isOvertaken(epoch, login)) await endLogin(parts, login)
  const { stored } = login
  return epoch.epoch > stored.head.epoch ? withEpoch(parts, login, epoch.epoch) : stored
}

// The stamp and the clock are the store's own, and what passed since the request began is measured
// on one process's monotonic clock: how the clocks of processes differ does not matter.
function isOvertaken({ at, storeNow }: NotBefore, { openedAt }: WrittenLogin): boolean {
  return at !== 0 && storeNow - (performance.now() - openedAt) <= at
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

/**
 * What a ticket opens: the session in a store, looked up without touching it.
 *
 * @module
 */

import type { KeyRing } from '../crypto/key-ring.ts'
import { isRejection } from '../rejection.ts'
import type { Settings } from '../settings.ts'
import type { Store } from '../store.ts'
import type { VisitorTicket } from '../store-found.ts'
import { lookUpOne } from '../store-opening.ts'
import { storeParts } from '../store-parts.ts'
import { type Finding, recordFinding } from './finding.ts'

/** A ticket that was unsealed, and the name of its cookie. */
export interface FoundTicket extends VisitorTicket {
  /** The name that it is good for. */
  readonly cookieName: string
}

/**
 * Finds the session of a ticket.
 *
 * @throws {CoatcheckError} `ERR_STORE_UNAVAILABLE`
 */
export async function ticketFinding(
  found: FoundTicket,
  store: Store,
  ring: KeyRing,
  settings: Settings,
): Promise<Finding> {
  const { cookieName, ticket, key } = found
  const parts = storeParts(settings, store, ring, () => settings.forms.secure)
  const stored = await lookUpOne(parts, found, undefined)
  const opened = isRejection(stored)
    ? stored
    : parts.entries.unseal(stored.entry.value, ticket.locator, key)
  const handle = { handle: key, createdAt: ticket.createdAt, absoluteAt: ticket.absoluteDeadline }
  if (isRejection(opened)) return { verdict: opened.rejected, cookieName, ...handle }
  return {
    ...recordFinding(cookieName, opened, settings.timeouts),
    holds: 'a ticket; what follows is in the store',
  }
}

/**
 * What was found out about a visitor's ticket.
 *
 * @module
 */

import type { Copy } from './codecs/copy.ts'
import type { EntryHead } from './codecs/entry.ts'
import type { Ticket } from './codecs/ticket.ts'
import type { StoredEntry } from './store.ts'

/** A ticket that was sealed by us. */
export interface VisitorTicket {
  /** The store's key, which is the session's handle. */
  readonly key: string
  /** What the visitor presented, or was given since. */
  readonly ticket: Ticket
  /** Whether the newest secret sealed the ticket. */
  readonly isNewest: boolean
}

/** An entry that was found, with its head. */
export interface FoundEntry {
  /** The entry; of version `unasked` where the visitor's copy was read instead. */
  readonly entry: StoredEntry
  /** Its head. */
  readonly head: EntryHead
}

/** A session in the store, as a request last saw it. */
export interface Stored extends VisitorTicket, FoundEntry {
  /** The copy that was read instead of the entry. */
  readonly copy: Copy | undefined
  /** Whether the visitor should carry a copy, and has none or another one. */
  readonly needsCopy: boolean
}

/** The version of an entry that was not asked for; those of stores begin with 1. */
export const unasked = 0

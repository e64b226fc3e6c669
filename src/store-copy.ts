/**
 * The copy that a visitor carries: which one belongs to a ticket, when it may be read without asking
 * the store, and which of copy and entry is the newer.
 *
 * @module
 */

import { type Copy, markOf } from './codecs/copy.ts'
import type { EntryHead } from './codecs/entry.ts'
import type { Ticket } from './codecs/ticket.ts'
import type { CookieForm } from './cookie/cookie-forms.ts'
import { cookieValues } from './cookie/cookie-header.ts'
import { sameBytes } from './crypto/same-bytes.ts'
import type { Exchange } from './exchange.ts'
import { touchesOverdue, verdict } from './expiry.ts'
import type { SessionRecord } from './record.ts'
import { isRejection } from './rejection.ts'
import { type FoundEntry, type Stored, unasked, type VisitorTicket } from './store-found.ts'
import type { StoreParts } from './store-parts.ts'

// Each is unsealed. Browsers send more than one only where cookies are being tossed.
const maxCopies = 8

/** Gives the form of the cookie that holds the copy, beside that of the ticket. */
export function copyForm({ name, attributes }: CookieForm): CookieForm {
  return { name: `${name}-copy`, attributes }
}

/** The copies of a request. */
export interface Copies {
  /** Whether a cookie of that name was there. */
  readonly hadCookie: boolean
  /** Those that were sealed by us, under the newest secret. */
  readonly found: readonly Copy[]
}

/** Reads the copies that came with a request; none unless the app wants them. */
export function readCopies(parts: StoreParts, exchange: Exchange, form: CookieForm): Copies {
  const { cookieHeader } = exchange
  if (cookieHeader === undefined || !parts.settings.cacheInCookie) {
    return { hadCookie: false, found: [] }
  }
  const { name } = copyForm(form)
  const values = cookieValues(cookieHeader, name)
  const found = values.slice(0, maxCopies).flatMap((value) => {
    const unsealed = parts.copies.unseal(value, name)
    if (isRejection(unsealed)) {
      parts.settings.report?.({ type: 'rejected', reason: unsealed.rejected })
      return []
    }
    // Without it the store is asked, and a copy under the newest secret goes out.
    return unsealed.isNewest ? [unsealed.copy] : []
  })
  return { hadCookie: values.length > 0, found }
}

/** Gives the newest copy that belongs to a ticket. */
export function copyFor({ locator, token }: Ticket, { found }: Copies): Copy | undefined {
  return found
    .filter((copy) => sameBytes(copy.record.id, locator) && sameBytes(copy.token, token))
    .sort((a, b) => b.counter - a.counter)[0]
}

/**
 * Gives the session as its copy says, where the store said the same, or something older, within the
 * recheck interval; `undefined`: ask it.
 */
export function storedFromCopy(
  { rechecks, epochs, settings }: StoreParts,
  { ticket, isNewest, key }: VisitorTicket,
  copy: Copy | undefined,
): Stored | undefined {
  const said = rechecks.recent(key)
  const epoch = epochs.recent()
  if (copy === undefined || said === undefined || epoch === undefined || !isNewest) return undefined
  const touchedAt = Math.max(copy.record.touchedAt, said.touchedAt)
  const record = { ...copy.record, touchedAt }
  const at = settings.now()
  const isGood =
    copy.counter >= said.counter &&
    copy.epoch >= epoch &&
    verdict(record, settings.timeouts, at) === 'live' &&
    touchesOverdue(record, settings.timeouts, at) < 1
  if (!isGood) return undefined
  const { generation, counter } = copy
  const head = { generation, epoch: copy.epoch, counter, createdAt: record.createdAt, tokens: [] }
  const entry = {
    value: new Uint8Array(),
    subject: null,
    touchedAt,
    expiresAt: 0,
    version: unasked,
  }
  return { key, ticket, isNewest, entry, head, copy: { ...copy, record }, needsCopy: false }
}

/** Makes the copy of an entry. */
export function copyOf({ ticket, head, entry }: Stored, record: SessionRecord): Copy {
  const { generation, epoch, counter } = head
  const mark = markOf(entry.value)
  return { token: ticket.token, generation, epoch, counter, mark, record }
}

/** Says whether the store has lost a write that the copy still has. */
export function isAhead(copy: Copy, head: EntryHead): boolean {
  return copy.generation === head.generation
    ? copy.counter > head.counter
    : copy.generation > head.generation
}

/** Says whether a copy is of this very entry. */
export function isCopyOf(copy: Copy, { head, entry }: FoundEntry): boolean {
  return copy.counter === head.counter && copy.mark === markOf(entry.value)
}

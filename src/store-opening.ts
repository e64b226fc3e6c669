/**
 * What the store knows of a visitor: a good ticket costs one load, any other costs none.
 *
 * @module
 */

import type { Copy } from './codecs/copy.ts'
import type { CookieForm } from './cookie/cookie-forms.ts'
import { cookieValues } from './cookie/cookie-header.ts'
import type { Exchange } from './exchange.ts'
import { isRejection, type Rejection } from './rejection.ts'
import {
  type Copies,
  copyFor,
  isAhead,
  isCopyOf,
  readCopies,
  storedFromCopy,
} from './store-copy.ts'
import type { Stored, VisitorTicket } from './store-found.ts'
import type { StoreParts } from './store-parts.ts'
import { repairedEntry, wasRevoked } from './store-repair.ts'
import { isValidToken } from './store-token.ts'

/** What opening found. */
export interface Opening {
  /** The form of the cookie that this visitor gets. */
  readonly form: CookieForm
  /** Whether a cookie of our name was there. */
  readonly hadCookie: boolean
  /** Whether a cookie with a copy was there. */
  readonly hadCopy: boolean
  /** The session that the ticket opens, or `null`. */
  readonly stored: Stored | null
  /** The key of a live session whose ticket was superseded: it may be ended, and nothing else. */
  readonly superseded: string | null
  /** The keys of tickets that the store could not be asked about: they may be ended too. */
  readonly unread: readonly string[]
  /** Whether the visitor has to be given the ticket, having come with another library's cookie. */
  readonly lacksTicket: boolean
  /** Why the store could not be asked. */
  readonly failure: Error | undefined
  /** When the request began, on this process's monotonic clock, in milliseconds. */
  readonly openedAt: number
  /** How many revocations this process had made by then. */
  readonly openedAfter: number
}

// Each costs a load. Browsers send more than one only where cookies are being tossed.
const maxTickets = 8

/** Opens a request; a promise only when the store has to be asked. */
export function openStored(parts: StoreParts, exchange: Exchange): Opening | Promise<Opening> {
  const { now, report } = parts.settings
  const form = parts.formFor(exchange)
  const values =
    exchange.cookieHeader === undefined ? [] : cookieValues(exchange.cookieHeader, form.name)
  if (values.length > 1) report?.({ type: 'duplicate-cookie', count: values.length })
  const tickets = values.flatMap((value) => {
    const at = now()
    const unsealed = parts.tickets.unseal(value, form.name, at)
    const isOver = !isRejection(unsealed) && at >= unsealed.ticket.absoluteDeadline
    const result: typeof unsealed = isOver ? { rejected: 'absolute' } : unsealed
    if (!isRejection(result)) {
      const { ticket, isNewest } = result
      return [{ ticket, isNewest, key: parts.ticketDigests.handle(ticket.locator) }]
    }
    report?.({ type: 'rejected', reason: result.rejected })
    return []
  })
  const copies = readCopies(parts, exchange, form)
  const opening: Opening = {
    form,
    hadCookie: values.length > 0,
    hadCopy: copies.hadCookie,
    stored: null,
    superseded: null,
    unread: [],
    lacksTicket: false,
    failure: undefined,
    openedAt: performance.now(),
    openedAfter: parts.revocations.count(),
  }
  const [first] = tickets
  if (first === undefined) return opening
  const stored = tickets.length === 1 && storedFromCopy(parts, first, copyFor(first.ticket, copies))
  if (stored) return { ...opening, stored }
  return lookUp(parts, opening, tickets.slice(0, maxTickets), copies)
}

async function lookUp(
  parts: StoreParts,
  opening: Opening,
  tickets: readonly VisitorTicket[],
  copies: Copies,
): Promise<Opening> {
  let superseded: string | null = null
  try {
    for (const ticket of tickets) {
      const result = await lookUpOne(parts, ticket, copyFor(ticket.ticket, copies))
      if (!isRejection(result)) return { ...opening, stored: result, superseded }
      if (result.rejected === 'superseded') superseded ??= ticket.key
      parts.settings.report?.({ type: 'rejected', reason: result.rejected })
    }
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    return { ...opening, failure, unread: tickets.map(({ key }) => key) }
  }
  return { ...opening, superseded }
}

/**
 * Asks the store about a ticket, and mends it where the visitor's copy is ahead of it.
 *
 * @throws {CoatcheckError} `ERR_STORE_UNAVAILABLE`
 */
export async function lookUpOne(
  parts: StoreParts,
  visitor: VisitorTicket,
  copy: Copy | undefined,
): Promise<Stored | Rejection> {
  const { store, rechecks, settings } = parts
  const { key, ticket, isNewest } = visitor
  const entry = await store.load(key, settings.now())
  rechecks.forget(key)
  if (entry === null) return { rejected: 'missing' }
  const head = parts.entries.readHead(entry.value)
  if (isRejection(head)) return head
  const epoch = parts.epochs.recent() ?? (await parts.epochs.known())
  const mended =
    copy !== undefined && copy.epoch >= epoch && isAhead(copy, head)
      ? repairedEntry(parts, visitor, copy, { entry, head })
      : undefined
  if (mended !== undefined) {
    // Whoever was faster may have mended it, and everything is looked at anew.
    const isWritten = await store.update(key, mended.entry, entry.version, settings.now())
    if (!isWritten) return lookUpOne(parts, visitor, copy)
    if (mended.head.generation > head.generation && (await wasRevoked(parts, mended.record))) {
      await store.delete(key, settings.now())
      return { rejected: 'revoked' }
    }
    settings.report?.({ type: 'store-behind', handle: key })
  }
  const now = mended ?? { entry, head }
  if (now.head.epoch < epoch) return { rejected: 'revoked' }
  const digest = parts.ticketDigests.token(ticket.token)
  if (!isValidToken(now.head, digest, settings.now())) return { rejected: 'superseded' }
  rechecks.note(key, { counter: now.head.counter, touchedAt: now.entry.touchedAt })
  const isCurrent = copy !== undefined && isCopyOf(copy, now)
  if (copy !== undefined && mended === undefined && !isCurrent) {
    settings.report?.({ type: 'stale-cookie', handle: key })
  }
  const needsCopy = settings.cacheInCookie && !isCurrent
  return { key, ticket, isNewest, ...now, copy: undefined, needsCopy }
}

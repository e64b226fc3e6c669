/**
 * What the store knows of a visitor: a good ticket costs one load, any other costs none.
 *
 * @module
 */

import { timingSafeEqual } from 'node:crypto'
import type { EntryHead } from './codecs/entry.ts'
import { type Ticket, tokenDigest } from './codecs/ticket.ts'
import type { CookieForm } from './cookie/cookie-forms.ts'
import { cookieValues } from './cookie/cookie-header.ts'
import { handleOf } from './draft.ts'
import type { Exchange } from './exchange.ts'
import { isRejection, type Rejection } from './rejection.ts'
import type { StoredEntry } from './store.ts'
import type { StoreParts } from './store-parts.ts'
import type { Instant } from './time.ts'

/** A session in the store, as a request last saw it. */
export interface Stored {
  /** The store's key, which is the session's handle. */
  readonly key: string
  /** What the visitor presented, or was given since. */
  readonly ticket: Ticket
  /** Whether the newest secret sealed the ticket. */
  readonly isNewest: boolean
  /** The entry. */
  readonly entry: StoredEntry
  /** Its head. */
  readonly head: EntryHead
}

/** What opening found. */
export interface Opening {
  /** The form of the cookie that this visitor gets. */
  readonly form: CookieForm
  /** Whether a cookie of our name was there. */
  readonly hadCookie: boolean
  /** The session that the ticket opens, or `null`. */
  readonly stored: Stored | null
  /** The key of a live session whose ticket was superseded: it may be ended, and nothing else. */
  readonly superseded: string | null
  /** The keys of tickets that the store could not be asked about: they may be ended too. */
  readonly unread: readonly string[]
  /** Why the store could not be asked. */
  readonly failure: Error | undefined
  /** When the request began, on this process's monotonic clock, in milliseconds. */
  readonly openedAt: number
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
  const opening: Opening = {
    form,
    hadCookie: values.length > 0,
    stored: null,
    superseded: null,
    unread: [],
    failure: undefined,
    openedAt: performance.now(),
  }
  const tickets = values.flatMap((value) => {
    const unsealed = parts.tickets.unseal(value, form.name)
    const isOver = !isRejection(unsealed) && now() >= unsealed.ticket.absoluteDeadline
    const result: typeof unsealed = isOver ? { rejected: 'absolute' } : unsealed
    if (!isRejection(result)) return [result]
    report?.({ type: 'rejected', reason: result.rejected })
    return []
  })
  return tickets.length === 0 ? opening : lookUp(parts, opening, tickets.slice(0, maxTickets))
}

async function lookUp(
  parts: StoreParts,
  opening: Opening,
  tickets: readonly Pick<Stored, 'ticket' | 'isNewest'>[],
): Promise<Opening> {
  let superseded: string | null = null
  try {
    for (const ticket of tickets) {
      const result = await lookUpOne(parts, ticket)
      if (!isRejection(result)) return { ...opening, stored: result, superseded }
      if (result.rejected === 'superseded') superseded ??= handleOf(ticket.ticket.locator)
      parts.settings.report?.({ type: 'rejected', reason: result.rejected })
    }
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error))
    return { ...opening, failure, unread: tickets.map(({ ticket }) => handleOf(ticket.locator)) }
  }
  return { ...opening, superseded }
}

async function lookUpOne(
  parts: StoreParts,
  { ticket, isNewest }: Pick<Stored, 'ticket' | 'isNewest'>,
): Promise<Stored | Rejection> {
  const key = handleOf(ticket.locator)
  const now = parts.settings.now()
  const entry = await parts.store.load(key, now)
  if (entry === null) return { rejected: 'missing' }
  const head = parts.entries.readHead(entry.value)
  if (isRejection(head)) return head
  if (head.epoch < (await parts.epochs.known())) return { rejected: 'revoked' }
  if (!isValidToken(head, ticket.token, now)) return { rejected: 'superseded' }
  return { key, ticket, isNewest, entry, head }
}

/** Says whether a token opens a session now. */
export function isValidToken(head: EntryHead, token: Uint8Array, now: Instant): boolean {
  const digest = tokenDigest(token)
  return head.tokens.some(
    ({ digest: known, until }) => timingSafeEqual(known, digest) && (until === null || now < until),
  )
}

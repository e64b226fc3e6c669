/**
 * Putting a new session into the store.
 *
 * @module
 */

import type { EntryHead } from './codecs/entry.ts'
import { newToken, type Ticket, tokenDigest } from './codecs/ticket.ts'
import { type Draft, handleOf } from './draft.ts'
import { absoluteDeadline, expiresAt } from './expiry.ts'
import type { AcceptedSession } from './found.ts'
import type { SessionRecord } from './record.ts'
import { isRejection } from './rejection.ts'
import { type Stored, unasked } from './store-found.ts'
import { lookUpOne } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { type Base, sessionEnded } from './store-write.ts'

/**
 * Creates the entry of a session that is not in the store yet.
 *
 * @returns `undefined` when its key is taken
 * @throws {CoatcheckError} `ERR_STORE_UNAVAILABLE`
 */
export async function createStored(
  parts: StoreParts,
  record: SessionRecord,
  draft: Draft,
): Promise<Stored | undefined> {
  const { settings, entries, store, epochs, digests } = parts
  const key = handleOf(record.id)
  const isAsked = draft.newTicket === 'login' || draft.newTicket === 'regenerate'
  const token = (isAsked ? undefined : acceptedIn(draft, record)?.token) ?? newToken()
  const head: EntryHead = {
    generation: record.subject === null ? 0 : 1,
    epoch: await epochs.known(),
    counter: 1,
    createdAt: record.createdAt,
    tokens: [{ digest: tokenDigest(token), until: null }],
  }
  const entry = {
    value: entries.seal(head, record, key),
    subject: record.subject === null ? null : (digests(record.subject)[0] ?? null),
    touchedAt: record.touchedAt,
    expiresAt: expiresAt(record, settings.timeouts),
    version: 1,
  }
  if (!(await store.create(key, entry, settings.now()))) return undefined
  return {
    key,
    ticket: ticketOf(parts, record, token),
    isNewest: true,
    entry,
    head,
    copy: undefined,
    needsCopy: settings.cacheInCookie,
  }
}

/** Gives the ticket of a session. */
export function ticketOf(
  { settings }: StoreParts,
  record: SessionRecord,
  token: Uint8Array,
): Ticket {
  return {
    locator: record.id,
    token,
    createdAt: record.createdAt,
    absoluteDeadline: absoluteDeadline(record, settings.timeouts),
  }
}

/**
 * Gives the session that another request has made of the same old cookie since; what was accepted
 * is what a merge with it begins with.
 *
 * @throws {CoatcheckError} `ERR_SESSION_ENDED` when it was ended since, or there is no old cookie
 */
export async function acceptedMeanwhile(
  parts: StoreParts,
  record: SessionRecord,
  draft: Draft,
): Promise<Base> {
  const accepted = acceptedIn(draft, record)
  if (accepted === undefined) throw sessionEnded()
  const ticket = ticketOf(parts, accepted.record, accepted.token)
  const visitor = { key: handleOf(record.id), ticket, isNewest: true }
  const found = await lookUpOne(parts, visitor, undefined)
  if (isRejection(found)) throw sessionEnded()
  const stored = { ...found, entry: { ...found.entry, version: unasked } }
  return { stored, record: accepted.record }
}

function acceptedIn({ found }: Draft, { id }: SessionRecord): AcceptedSession | undefined {
  // With another id, what was accepted has been ended since.
  return found.accepted?.record.id === id ? found.accepted : undefined
}

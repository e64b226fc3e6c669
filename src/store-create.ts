/**
 * Putting a new session into the store.
 *
 * @module
 */

import type { EntryHead } from './codecs/entry.ts'
import { newToken, tokenDigest } from './codecs/ticket.ts'
import { handleOf } from './draft.ts'
import { absoluteDeadline, expiresAt } from './expiry.ts'
import type { SessionRecord } from './record.ts'
import type { Stored } from './store-found.ts'
import type { StoreParts } from './store-parts.ts'
import { sessionEnded } from './store-write.ts'

/**
 * Creates the entry of a session that is not in the store yet.
 *
 * @throws {CoatcheckError} `ERR_STORE_UNAVAILABLE`
 */
export async function createStored(parts: StoreParts, record: SessionRecord): Promise<Stored> {
  const { settings, entries, store, epochs, digests } = parts
  const key = handleOf(record.id)
  const token = newToken()
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
  // Refused only when this very session was ended before it began.
  if (!(await store.create(key, entry, settings.now()))) throw sessionEnded()
  const ticket = {
    locator: record.id,
    token,
    createdAt: record.createdAt,
    absoluteDeadline: absoluteDeadline(record, settings.timeouts),
  }
  return {
    key,
    ticket,
    isNewest: true,
    entry,
    head,
    copy: undefined,
    needsCopy: settings.cacheInCookie,
  }
}

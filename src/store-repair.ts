/**
 * Mending a store that lost its last writes, from the copy that the visitor carries.
 *
 * @module
 */

import type { Copy } from './codecs/copy.ts'
import { type EntryHead, maxTokens, type ValidToken } from './codecs/entry.ts'
import { tokenDigest } from './codecs/ticket.ts'
import { clockToleranceSeconds, expiresAt, verdict } from './expiry.ts'
import type { SessionRecord } from './record.ts'
import type { FoundEntry, VisitorTicket } from './store-found.ts'
import type { StoreParts } from './store-parts.ts'
import { isValidToken } from './store-token.ts'

/**
 * Gives what the entry has to become, or `undefined` when the copy's session is over.
 *
 * Of a login or a regenerate that the store lost, the copy brings its token back as well.
 */
export function repairedEntry(
  parts: StoreParts,
  { key, ticket }: VisitorTicket,
  copy: Copy,
  { entry, head }: FoundEntry,
): (FoundEntry & { readonly record: SessionRecord }) | undefined {
  const { settings, entries, digests } = parts
  const touchedAt = Math.max(copy.record.touchedAt, entry.touchedAt)
  const record: SessionRecord = { ...copy.record, touchedAt }
  if (verdict(record, settings.timeouts, settings.now()) !== 'live') return undefined
  const { generation, epoch, counter } = copy
  const own: ValidToken = { digest: tokenDigest(ticket.token), until: null }
  const mended: EntryHead = {
    generation,
    epoch,
    counter,
    createdAt: record.createdAt,
    tokens:
      generation > head.generation
        ? [own]
        : isValidToken(head, own.digest, settings.now())
          ? head.tokens
          : [own, ...head.tokens].slice(0, maxTokens),
  }
  return {
    record,
    head: mended,
    entry: {
      value: entries.seal(mended, record, key),
      subject: record.subject === null ? null : (digests(record.subject)[0] ?? null),
      touchedAt,
      expiresAt: expiresAt(record, settings.timeouts),
      version: entry.version + 1,
    },
  }
}

/** Says whether the subject of a login that was brought back has been revoked since. */
export async function wasRevoked(
  { store, digests, settings }: StoreParts,
  { subject, authenticatedAt }: SessionRecord,
): Promise<boolean> {
  if (subject === null || authenticatedAt === null) return false
  for (const digest of digests(subject)) {
    const { at, storeNow } = await store.notBefore(digest)
    // Where it is close the visitor logs in again.
    const ageSeconds = settings.now() - authenticatedAt + clockToleranceSeconds
    if (at !== 0 && storeNow - ageSeconds * 1_000 <= at) return true
  }
  return false
}

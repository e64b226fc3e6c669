/**
 * What a store knows of other libraries' cookies: which of them have become sessions of ours, so that
 * requests at the same time share one, and none begins again once it was ended or revoked.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import type { Claims } from './accept-also.ts'
import type { Arrival } from './accept-arrival.ts'
import type { OldSession } from './codecs/reader.ts'
import { handleOf } from './draft.ts'
import { toBase64url } from './encoding/base64url.ts'
import { clockToleranceSeconds } from './expiry.ts'
import { isRejection } from './rejection.ts'
import type { NotBefore, StoreEntry } from './store.ts'
import { ticketOf } from './store-create.ts'
import { lookUpOne, type Opening } from './store-opening.ts'
import type { StoreParts } from './store-parts.ts'
import { storePlace } from './store-place.ts'
import type { Instant } from './time.ts'

/** Gives what a request may ask of the store. */
export function storeClaims(parts: StoreParts, opening: Opening): Claims {
  const { store, settings, entries } = parts
  const { now } = settings

  const remember = async ({ id, reader }: Arrival): Promise<void> => {
    await store.create(markOf(id), emptyEntry(now(), reader.until), now())
  }

  return {
    async find(arrival) {
      const { id, token, old } = arrival
      // First the mark, which is made after the session: what has neither has never come.
      const cameBefore = (await store.load(markOf(id), now())) !== null
      const key = handleOf(id)
      const unknown = { locator: id, token, createdAt: 0, absoluteDeadline: 0 }
      const found = await lookUpOne(parts, { key, ticket: unknown, isNewest: true }, undefined)
      if (isRejection(found)) {
        if (found.rejected !== 'missing') return found
        if (cameBefore || (old !== null && (await wasRevoked(parts, old)))) {
          return { rejected: 'revoked' }
        }
        return undefined
      }
      const record = entries.unseal(found.entry.value, id, key)
      if (isRejection(record)) return record
      const stored = { ...found, ticket: ticketOf(parts, record, token) }
      // Whoever created it may have been stopped before the mark was made.
      if (!cameBefore) await remember(arrival)
      return storePlace(parts, { ...opening, stored, lacksTicket: true })
    },

    remember,

    async end(arrival) {
      await remember(arrival)
      // A deletion leaves a tombstone only where there was something: without one, a request at the
      // same time could still create the session.
      const key = handleOf(arrival.id)
      await store.create(key, emptyEntry(now(), now() + clockToleranceSeconds), now())
      await store.delete(key, now() - clockToleranceSeconds)
    },
  }
}

function emptyEntry(at: Instant, expiresAt: Instant): StoreEntry {
  return { value: Uint8Array.of(0), subject: null, touchedAt: at, expiresAt }
}

// A key of its own, from which nobody can tell the session's.
function markOf(id: Uint8Array): string {
  return toBase64url(createHash('sha256').update('coatcheck|came|').update(id).digest())
}

/**
 * Says whether the subject, or everyone, was revoked since an old session's login. One that does not
 * tell when that was is from before.
 */
async function wasRevoked(parts: StoreParts, old: OldSession): Promise<boolean> {
  const { store, epochs, digests, settings } = parts
  const since = old.authenticatedAt ?? old.createdAt
  const ageSeconds =
    since === undefined ? Number.POSITIVE_INFINITY : settings.now() - since + clockToleranceSeconds
  const isBefore = ({ at, storeNow }: NotBefore): boolean =>
    at !== 0 && storeNow - ageSeconds * 1_000 <= at
  for (const digest of old.subject === undefined ? [] : digests(old.subject)) {
    if (isBefore(await store.notBefore(digest))) return true
  }
  return isBefore(await epochs.ask())
}

/**
 * What an app can do with sessions that are in a store, beyond the request at hand.
 *
 * @module
 */

import { CoatcheckError } from './errors.ts'
import { clockToleranceSeconds } from './expiry.ts'
import { isRejection } from './rejection.ts'
import { stateOf } from './request-session.ts'
import type { Session } from './session.ts'
import type { SessionData } from './session-data.ts'
import type { Sessions } from './sessions-type.ts'
import type { ListedEntry } from './store.ts'
import { everyone } from './store-own-revocations.ts'
import type { StoreParts } from './store-parts.ts'
import { subjectText } from './subject.ts'
import type { Instant } from './time.ts'

/** A live session, as its owner may see it. */
export interface SessionInfo {
  /** The digest of its id: what `revoke` takes. */
  readonly handle: string
  /** When it began. */
  readonly createdAt: Instant
  /** When its visitor was last seen, within a touch interval. */
  readonly lastSeenAt: Instant
  /** When it ends unless its visitor comes back before. */
  readonly expiresAt: Instant
}

/** Which part of a subject's sessions. */
export interface SessionPage {
  /** How many at most, from 1 to 1,000 (default `100`). */
  readonly limit?: number | undefined
  /** Where the page before ended, as its `next` said (default: the first page). */
  readonly after?: string | undefined
}

/** A part of a subject's sessions. */
export interface SessionList {
  /** The live sessions, in the order of their handles. */
  readonly sessions: readonly SessionInfo[]
  /** Where the next page begins; absent on the last. */
  readonly next?: string
}

/** Sessions in a store: what lives there can be listed and revoked. */
export interface StoredSessions<in out Data extends object = SessionData> extends Sessions<Data> {
  /**
   * Lists a subject's live sessions, a page at a time.
   *
   * @throws {CoatcheckError} `ERR_STORE_UNAVAILABLE`, `ERR_INVALID_DATA` for what is no subject,
   * `ERR_OPTIONS` for a bad page
   */
  list(subject: string | number, page?: SessionPage): Promise<SessionList>
  /**
   * Ends one session, if it is this subject's.
   *
   * @returns whether it was, and was live
   */
  revoke(handle: string, owner: { readonly subject: string | number }): Promise<boolean>
  /**
   * Ends all sessions of a subject, those that are logging in at this moment included.
   *
   * @param options `except`: a session that goes on, usually the one that asks
   * @returns how many were ended
   */
  revokeAll(
    subject: string | number,
    options?: { readonly except?: Session<Data> | undefined },
  ): Promise<number>
  /** Ends every session, everywhere within `recheckInterval`. */
  revokeEveryone(): Promise<void>
  /**
   * Removes what is over, a batch at a time, where the server does not do so by itself.
   *
   * @returns how many entries were removed
   */
  sweep(): Promise<number>
}

type StoreVerbs<Data extends object> = Omit<StoredSessions<Data>, keyof Sessions<Data>>

const batch = 1_000
const handleText = /^[A-Za-z0-9_-]{43}$/

/** Makes the verbs that a store adds. */
export function storeVerbs<Data extends object>(parts: StoreParts): StoreVerbs<Data> {
  const { store, settings, digests, epochs, revocations } = parts
  const { now, report } = settings

  const infoOf = ({ key, entry }: ListedEntry, epoch: number): readonly SessionInfo[] => {
    const head = parts.entries.readHead(entry.value)
    if (isRejection(head) || head.epoch < epoch) return []
    return [
      {
        handle: key,
        createdAt: head.createdAt,
        lastSeenAt: entry.touchedAt,
        expiresAt: entry.expiresAt,
      },
    ]
  }

  // What is over by this clock may be open by another one, and has to end there too.
  const endsNow = (): Instant => now() - clockToleranceSeconds

  const endOne = async (key: string, digest: string): Promise<boolean> => {
    try {
      return await store.delete(key, endsNow(), digest)
    } finally {
      parts.rechecks.forget(key)
    }
  }

  const deleteAll = async (digest: string, exceptKey: string | undefined): Promise<number> => {
    let ended = 0
    let after: string | undefined
    do {
      const page = await store.listBySubject(digest, { limit: batch, after }, endsNow())
      for (const { key } of page.entries) {
        if (key !== exceptKey && (await endOne(key, digest))) ended += 1
      }
      after = page.next
    } while (after !== undefined)
    return ended
  }

  return {
    async list(subject, page = {}) {
      const { limit, from, after } = pageOf(page)
      const known = digests(subjectText(subject))
      const epoch = await epochs.known()
      const sessions: SessionInfo[] = []
      let cursor = after
      // A secret that was rotated leaves sessions under another digest; the newest come first.
      for (let secret = from; secret < known.length; secret += 1) {
        const digest = known[secret] ?? ''
        do {
          const wanted = { limit: limit - sessions.length, after: cursor }
          const found = await store.listBySubject(digest, wanted, now())
          sessions.push(...found.entries.flatMap((listed) => infoOf(listed, epoch)))
          cursor = found.next
          if (cursor !== undefined && sessions.length >= limit) {
            return { sessions, next: `${secret}.${cursor}` }
          }
        } while (cursor !== undefined)
        if (sessions.length >= limit && secret + 1 < known.length) {
          return { sessions, next: `${secret + 1}.` }
        }
      }
      return { sessions }
    },

    async revoke(handle, owner) {
      if (!handleText.test(handle)) return false
      for (const digest of digests(subjectText(owner.subject))) {
        if (await endOne(handle, digest)) {
          report?.({ type: 'revoked', sessions: 1 })
          return true
        }
      }
      return false
    },

    async revokeAll(subject, { except } = {}) {
      const state = except === undefined ? undefined : stateOf(except)
      const exceptKey = except?.handle
      let ended = 0
      for (const digest of digests(subjectText(subject))) {
        // First the stamp, then the list: a login that is not in the list yet finds the stamp.
        const stamp = await store.raiseNotBefore(digest)
        state?.place.excuse(digest, stamp)
        ended += await deleteAll(digest, exceptKey)
        revocations.note(digest, stamp)
      }
      report?.({ type: 'revoked', sessions: ended })
      return ended
    },

    async revokeEveryone() {
      revocations.note(everyone, await epochs.raise())
      report?.({ type: 'revoked', sessions: 'everyone' })
    },

    async sweep() {
      let removed = 0
      let last: number
      do {
        last = await store.sweep(batch, now())
        removed += last
      } while (last >= batch)
      return removed
    },
  }
}

function pageOf({ limit = 100, after = '' }: SessionPage): {
  readonly limit: number
  readonly from: number
  readonly after: string | undefined
} {
  if (!Number.isInteger(limit) || limit < 1 || limit > batch) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      `list(subject, page): limit is ${limit}; give a whole number from 1 to ${batch}`,
    )
  }
  if (after === '') return { limit, from: 0, after: undefined }
  const [, from, key] = /^(\d{1,2})\.([A-Za-z0-9_-]{43})?$/.exec(after) ?? []
  if (from === undefined) {
    throw new CoatcheckError(
      'ERR_OPTIONS',
      'list(subject, page): after is not what an earlier page gave as next; pass that on unchanged',
    )
  }
  return { limit, from: Number(from), after: key }
}

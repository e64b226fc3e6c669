/**
 * The store contract: atomic verbs on opaque entries under a key. A store knows nothing of cookies,
 * secrets or ids; it may be read by anybody who gets hold of it, and opens no session.
 *
 * Expiry is judged by the `now` that a verb is given; a server's own TTL is only garbage collection.
 * A verb rejects only when the backend fails. What it resolves to was acknowledged by the backend.
 *
 * @module
 */

import type { Instant } from './time.ts'

/** What a store keeps under a key. */
export interface StoreEntry {
  /** Opaque bytes. */
  readonly value: Uint8Array
  /** A digest of whose session it is, by which entries are listed, or `null`. */
  readonly subject: string | null
  /** When activity was last recorded. Never moves back. */
  readonly touchedAt: Instant
  /** When the entry is over. On that second it is. A touch never moves it back, an update may. */
  readonly expiresAt: Instant
}

/** An entry as it was found. */
export interface StoredEntry extends StoreEntry {
  /** Raised by every `update`, and by nothing else; the first is 1. */
  readonly version: number
}

/** An entry in a list. */
export interface ListedEntry {
  /** The entry's key. */
  readonly key: string
  /** The entry. */
  readonly entry: StoredEntry
}

/** Which part of a list. */
export interface Page {
  /** How many entries at most, from 1 to 1,000. */
  readonly limit: number
  /** Where the page before ended, as that page said; absent for the first. */
  readonly after?: string | undefined
}

/** A part of a list. */
export interface EntryPage {
  /** The live entries, in the order of their keys. */
  readonly entries: readonly ListedEntry[]
  /** Where the next page begins; absent on the last. */
  readonly next?: string
}

/** A subject's revocation beside the clock that stamped it, both in Unix milliseconds. */
export interface NotBefore {
  /** When `raiseNotBefore` was last called for the subject, or `0`. */
  readonly at: number
  /** What the same clock says now. */
  readonly storeNow: number
}

/** The store's epoch: sessions that began under a lower one are revoked. */
export interface Epoch extends NotBefore {
  /** How often `raiseEpoch` was called: 0 in a new store, whose `at` is 0 too. */
  readonly epoch: number
}

/** How long a deleted key stays refused, in seconds. */
export const tombstoneSeconds = 3_600

/** Where entries are kept. Every verb is atomic. */
export interface Store {
  /**
   * Inserts. Resolves `false`, changing nothing, when the key is live or was deleted within the last
   * hour. An entry that is over may be replaced.
   */
  create(key: string, entry: StoreEntry, now: Instant): Promise<boolean>
  /** Resolves the entry, or `null` when there is none, or it is over or deleted. */
  load(key: string, now: Instant): Promise<StoredEntry | null>
  /**
   * Overwrites, and raises the version by one. Resolves `false`, changing nothing, unless the key is
   * live and at this version. Never inserts. `touchedAt` becomes the later of the two, `expiresAt` what
   * is given: an update that is over at once ends the entry, if nobody wrote in between.
   */
  update(key: string, entry: StoreEntry, version: number, now: Instant): Promise<boolean>
  /**
   * Records activity. Resolves `false`, changing nothing, unless the key is live. Never inserts, and
   * leaves the version as it is.
   */
  touch(key: string, touchedAt: Instant, expiresAt: Instant, now: Instant): Promise<boolean>
  /**
   * Deletes, and leaves a tombstone for an hour. Resolves `false`, changing nothing, when the key is not
   * live, or belongs to another subject than `ifSubject`, where that is given.
   */
  delete(key: string, now: Instant, ifSubject?: string): Promise<boolean>
  /** Resolves a page of a subject's live entries. */
  listBySubject(subject: string, page: Page, now: Instant): Promise<EntryPage>
  /**
   * Stamps a subject with the store's own clock, always later than the stamp before it, and resolves
   * the stamp: what was opened earlier must not log in.
   */
  raiseNotBefore(subject: string): Promise<number>
  /** Resolves a subject's stamp together with the clock that makes such stamps. */
  notBefore(subject: string): Promise<NotBefore>
  /** Raises the store's epoch by one, stamps it with the store's own clock, and resolves it. */
  raiseEpoch(): Promise<number>
  /** Resolves the store's epoch and its stamp, together with the clock that made it. */
  epoch(): Promise<Epoch>
  /**
   * Removes entries that are over, tombstones and stamps that have served.
   *
   * @param limit how many at most
   * @returns how many were removed; 0 where the server expires by itself
   */
  sweep(limit: number, now: Instant): Promise<number>
}

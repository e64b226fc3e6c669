/**
 * Entries for rules to write: random keys and subjects, so that no rule meets what another left.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { toBase64url } from '../encoding/base64url.ts'
import type { ListedEntry, Page, Store, StoredEntry, StoreEntry } from '../store.ts'
import type { Instant } from '../time.ts'

/** Gives a key as the core makes them: 43 characters of base64url. */
export function randomKey(): string {
  return toBase64url(randomBytes(32))
}

/** Gives a subject as the core makes them: 43 characters of base64url. */
export function randomSubject(): string {
  return toBase64url(randomBytes(32))
}

/** Gives some bytes, other ones every time; all are ASCII, so that none is harder to keep. */
function randomValue(): Uint8Array {
  return new TextEncoder().encode(randomKey())
}

/** Gives an entry that is over a minute from `now`, but for what is asked. */
export function trialEntry(now: Instant, parts: Partial<StoreEntry> = {}): StoreEntry {
  return { value: randomValue(), subject: null, touchedAt: now, expiresAt: now + 60, ...parts }
}

/** Gives the entry as a store gives it back. */
export function stored(entry: StoreEntry, version = 1): StoredEntry {
  return { ...entry, version }
}

/** A key with what was created under it. */
export interface CreatedEntry {
  /** The key. */
  readonly key: string
  /** What was created under it. */
  readonly entry: StoreEntry
}

/** Creates an entry under a random key, and throws when the store refuses it. */
export async function created(
  store: Store,
  now: Instant,
  parts: Partial<StoreEntry> = {},
  key: string = randomKey(),
): Promise<CreatedEntry> {
  const entry = trialEntry(now, parts)
  if (!(await store.create(key, entry, now))) {
    throw new Error('create of a free key: expected true, found false')
  }
  return { key, entry }
}

/** Creates as many entries of one subject, and gives them in the order of their keys. */
export async function createdMany(
  store: Store,
  now: Instant,
  parts: Partial<StoreEntry>,
  count: number,
): Promise<readonly CreatedEntry[]> {
  const all = await Promise.all(Array.from({ length: count }, () => created(store, now, parts)))
  return all.sort(byKey)
}

/** Compares by the codes of the characters of the keys. */
export function byKey(one: { readonly key: string }, other: { readonly key: string }): number {
  return one.key < other.key ? -1 : 1
}

/** Does the same as often at once, and counts how often it resolved `true`. */
export async function winners(count: number, attempt: () => Promise<boolean>): Promise<number> {
  const results = await Promise.all(Array.from({ length: count }, attempt))
  return results.filter((isWinner) => isWinner).length
}

/** Walks through all pages of a subject, and throws when they do not end. */
export async function walked(
  store: Store,
  subject: string,
  limit: number,
  now: Instant,
): Promise<readonly ListedEntry[]> {
  const entries: ListedEntry[] = []
  let page: Page = { limit }
  for (let turn = 0; turn < 100; turn += 1) {
    const found = await store.listBySubject(subject, page, now)
    if (found.entries.length > limit) {
      throw new Error(`a page: expected at most ${limit} entries, found ${found.entries.length}`)
    }
    entries.push(...found.entries)
    if (found.next === undefined) return entries
    page = { limit, after: found.next }
  }
  throw new Error('the pages of a list: expected an end, found none after 100 pages')
}

/** Gives the keys of all pages of a subject, sorted, in whatever order the pages give them. */
export async function listedKeys(
  store: Store,
  subject: string,
  now: Instant,
): Promise<readonly string[]> {
  return (await walked(store, subject, 100, now)).map(({ key }) => key).sort()
}

/**
 * A store in the memory of one process: for tests, development and small apps that may forget their
 * sessions when they restart.
 *
 * @module
 */

import { binaryOf } from '../encoding/binary-string.ts'
import { CoatcheckError } from '../errors.ts'
import {
  type ListedEntry,
  type Store,
  type StoredEntry,
  type StoreEntry,
  tombstoneSeconds,
} from '../store.ts'
import type { Instant } from '../time.ts'
import { expiryTable, type Keyed } from './memory-expiry-table.ts'
import { stamps } from './memory-stamps.ts'
import { subjectIndex } from './memory-subject-index.ts'

/** How a memory store is made. */
export interface MemoryStoreOptions {
  /**
   * How many entries are kept at most, from 1 (default `100_000`). When it is full, an entry that
   * is over makes room for a new one, and else the one that was used least recently: its visitor
   * then has an empty session. As many tombstones and stamps of subjects are kept besides.
   */
  maxEntries?: number | undefined
  /** The store's own clock, in Unix milliseconds (default `Date.now`). */
  clock?: (() => number) | undefined
}

/** An entry where it stands. */
interface Slot extends Keyed<Slot> {
  /** The bytes as a string of one character each, which takes a third of what an array does. */
  value: string
  subject: string | null
  touchedAt: Instant
  version: number
}

/** A key that was deleted. */
interface Tombstone extends Keyed<Tombstone> {}

/**
 * Makes a store that keeps its entries in this process, and forgets them with it.
 *
 * No other process sees them, so behind a cluster or a serverless platform every process would have
 * sessions of its own; with `NODE_ENV=production` one line on stderr says so. Every verb costs the
 * same however many entries there are, but for their orders: that of expiry is logarithmic, and
 * that of a subject's keys moves its later keys along. There are no timers: call `sweep` to have
 * memory back before it is needed. The bound is on entries, not on bytes.
 *
 * @throws {CoatcheckError} `ERR_OPTIONS` when `maxEntries` is not a whole number from 1
 * @example
 * ```ts
 * import { createSessions, optionsFromEnv } from 'coatcheck'
 * import { memoryStore } from 'coatcheck/stores/memory'
 *
 * const sessions = createSessions({ ...optionsFromEnv(), store: memoryStore() })
 * ```
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const { maxEntries = 100_000, clock = Date.now } = options
  if (!Number.isSafeInteger(maxEntries) || maxEntries < 1) {
    throw new CoatcheckError('ERR_OPTIONS', 'maxEntries: give a whole number from 1')
  }
  warnInProduction()

  const slots = expiryTable<Slot>(maxEntries)
  const tombstones = expiryTable<Tombstone>(maxEntries)
  const subjects = subjectIndex()
  const raised = stamps(clock, maxEntries)
  let [epoch, epochAt] = [0, 0]
  let hasWarned = false

  function liveSlot(key: string, now: Instant): Slot | undefined {
    const slot = slots.get(key)
    return slot === undefined || now >= slot.expiresAt ? undefined : slot
  }

  function isTombstone(key: string, now: Instant): boolean {
    const tombstone = tombstones.get(key)
    return tombstone !== undefined && now < tombstone.expiresAt
  }

  function add(key: string, entry: StoreEntry, now: Instant): void {
    const { subject, touchedAt, expiresAt } = entry
    const value = binaryOf(entry.value)
    // Written out: what an object gets after it was made takes another object.
    const slot: Slot = {
      key,
      value,
      subject,
      touchedAt,
      expiresAt,
      version: 1,
      place: -1,
      older: undefined,
      newer: undefined,
    }
    const loser = slots.add(slot, now)
    subjects.add(subject, key)
    if (loser === undefined) return
    subjects.remove(loser.subject, loser.key)
    if (now < loser.expiresAt) warnOfLoss()
  }

  function remove(slot: Slot): void {
    slots.remove(slot.key)
    subjects.remove(slot.subject, slot.key)
  }

  function warnOfLoss(): void {
    if (hasWarned) return
    hasWarned = true
    console.warn(
      `coatcheck: the memory store is full at ${maxEntries} sessions and drops the least ` +
        'recently used; raise maxEntries, or keep sessions in another store',
    )
  }

  return {
    async create(key, entry, now) {
      if (liveSlot(key, now) !== undefined || isTombstone(key, now)) return false
      const over = slots.get(key)
      if (over !== undefined) remove(over)
      tombstones.remove(key)
      add(key, entry, now)
      return true
    },

    async load(key, now) {
      const slot = liveSlot(key, now)
      if (slot === undefined) return null
      slots.use(slot)
      return entryOf(slot)
    },

    async update(key, entry, version, now) {
      const slot = liveSlot(key, now)
      if (slot === undefined || slot.version !== version) return false
      if (slot.subject !== entry.subject) {
        subjects.remove(slot.subject, key)
        subjects.add(entry.subject, key)
      }
      slot.value = binaryOf(entry.value)
      slot.subject = entry.subject
      slot.touchedAt = Math.max(slot.touchedAt, entry.touchedAt)
      slot.version += 1
      slots.move(slot, entry.expiresAt)
      slots.use(slot)
      return true
    },

    async touch(key, touchedAt, expiresAt, now) {
      const slot = liveSlot(key, now)
      if (slot === undefined) return false
      slot.touchedAt = Math.max(slot.touchedAt, touchedAt)
      slots.move(slot, Math.max(slot.expiresAt, expiresAt))
      slots.use(slot)
      return true
    },

    async delete(key, now, ifSubject) {
      const slot = liveSlot(key, now)
      if (slot === undefined) return false
      if (ifSubject !== undefined && slot.subject !== ifSubject) return false
      remove(slot)
      const expiresAt = now + tombstoneSeconds
      tombstones.add({ key, expiresAt, place: -1, older: undefined, newer: undefined }, now)
      return true
    },

    async listBySubject(subject, { limit, after }, now) {
      const entries: ListedEntry[] = []
      for (const key of subjects.keysAfter(subject, after)) {
        const slot = liveSlot(key, now)
        if (slot === undefined) continue
        const last = entries.at(-1)
        if (last !== undefined && entries.length >= limit) return { entries, next: last.key }
        entries.push({ key, entry: entryOf(slot) })
      }
      return { entries }
    },

    async raiseNotBefore(subject) {
      return raised.raise(subject)
    },

    async notBefore(subject) {
      return raised.of(subject)
    },

    async raiseEpoch() {
      epoch += 1
      epochAt = raised.after(epochAt)
      return epoch
    },

    async epoch() {
      return { epoch, at: epochAt, storeNow: Math.max(raised.now(), epochAt) }
    },

    async sweep(limit, now) {
      const over = slots.removeOver(limit, now)
      for (const { subject, key } of over) subjects.remove(subject, key)
      const served = tombstones.removeOver(limit - over.length, now).length
      return over.length + served + raised.sweep(limit - over.length - served)
    },
  }
}

function entryOf({ value, subject, touchedAt, expiresAt, version }: Slot): StoredEntry {
  const bytes = new Uint8Array(Buffer.from(value, 'latin1'))
  return { value: bytes, subject, touchedAt, expiresAt, version }
}

function warnInProduction(): void {
  // `process` is absent where there is no environment, whatever the types of Node say.
  const { process } = globalThis as {
    process?: { env?: Record<string, string | undefined> }
  }
  if (process?.env?.['NODE_ENV'] !== 'production') return
  console.warn(
    'coatcheck: the memory store keeps sessions in this process alone and forgets them when it ' +
      'ends; in production keep them in another store',
  )
}

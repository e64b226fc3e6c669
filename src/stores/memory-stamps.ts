/**
 * Revocations stamped by a clock of the store's own, which never goes back.
 *
 * @module
 */

import type { NotBefore } from '../store.ts'
import { expiryTable, type Keyed } from './memory-expiry-table.ts'

/** Stamps of subjects, all from one clock. */
export interface Stamps {
  /** Gives what the clock says, in Unix milliseconds. */
  now(): number
  /** Makes a stamp, later than one before it. */
  after(stamp: number): number
  /** Stamps a subject, later than before, and gives the stamp. */
  raise(subject: string): number
  /** Gives a subject's stamp beside what the clock says, which is never before the stamp. */
  of(subject: string): NotBefore
  /** Removes stamps that have outlived every session, at most `limit`, and counts them. */
  sweep(limit: number): number
}

/** A subject's stamp; its key is the subject. */
interface Stamp extends Keyed<Stamp> {
  at: number
}

// No cookie lives longer (draft-ietf-httpbis-rfc6265bis-22 §5.5), so neither does what it opens.
const stampMilliseconds = 400 * 86_400_000

/**
 * Makes an empty set of stamps.
 *
 * @param clock tells the time in Unix milliseconds
 * @param maxStamps how many at most, from 1; a further one takes the place of the oldest
 */
export function stamps(clock: () => number, maxStamps: number): Stamps {
  const table = expiryTable<Stamp>(maxStamps)
  let latest = 0

  function now(): number {
    latest = Math.max(latest, Math.floor(clock()))
    return latest
  }

  function after(stamp: number): number {
    // In the millisecond after this one: the clock is rounded down, and what began before a stamp
    // must never seem to have come after it.
    return Math.max(now(), stamp) + 1
  }

  return {
    now,

    after,

    raise(subject) {
      const at = after(table.get(subject)?.at ?? 0)
      table.remove(subject)
      const expiresAt = at + stampMilliseconds
      table.add({ key: subject, at, expiresAt, place: -1, older: undefined, newer: undefined }, at)
      return at
    },

    of(subject) {
      const at = table.get(subject)?.at ?? 0
      return { at, storeNow: Math.max(now(), at) }
    },
    sweep: (limit) => table.removeOver(limit, now()).length,
  }
}

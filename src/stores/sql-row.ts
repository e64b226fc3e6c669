/**
 * Rows of a table of entries, by position, as a client gives them, and the entries and pages they
 * stand for. Knows no engine.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'
import type { EntryPage, Epoch, ListedEntry, NotBefore, StoredEntry } from '../store.ts'

/** What a statement gave for one row, column after column. */
export type Row = readonly unknown[]

/** Gives the entry of a row of version, subject, touchedAt, expiresAt and value. */
export function entryOf([version, subject, touchedAt, expiresAt, value]: Row): StoredEntry {
  return {
    value: bytesOf(value),
    subject: subject === null ? null : textOf(subject),
    touchedAt: wholeOf(touchedAt),
    expiresAt: wholeOf(expiresAt),
    version: wholeOf(version),
  }
}

/**
 * Gives the page of rows that are a key followed by an entry.
 *
 * @param rows in the order of their keys, one more than the page may hold where there is more
 */
export function pageOf(rows: readonly Row[], limit: number): EntryPage {
  const entries = rows.slice(0, limit).map(([key, ...entry]): ListedEntry => {
    return { key: textOf(key), entry: entryOf(entry) }
  })
  const last = entries.at(-1)
  return rows.length > limit && last !== undefined ? { entries, next: last.key } : { entries }
}

/** Gives the stamp, or 0 where there is none, of a row of a clock and the stamp it made. */
export function notBeforeOf([clock, stamp]: Row): NotBefore {
  const at = stamp === null || stamp === undefined ? 0 : wholeOf(stamp)
  // A clock that was set back is not to be behind its own stamp.
  return { at, storeNow: Math.max(wholeOf(clock), at) }
}

/** Gives the epoch, or 0 where there is none, of a row of a clock, the epoch's stamp and its number. */
export function epochOf([clock, stamp, number]: Row): Epoch {
  return { epoch: wholeOf(number ?? 0), ...notBeforeOf([clock, stamp]) }
}

/** Gives a whole number: clients give long ones as numbers, as texts or as `bigint`. */
export function wholeOf(value: unknown): number {
  const whole = Number(value)
  if (value === null || !Number.isSafeInteger(whole)) throw strange('a whole number')
  return whole
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : new TextDecoder().decode(bytesOf(value))
}

// Copied, because what a client gives is often a window on all that came over the wire.
function bytesOf(value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) throw strange('bytes')
  return new Uint8Array(value)
}

function strange(kind: string): CoatcheckError {
  return new CoatcheckError(
    'ERR_STORE_SETUP',
    `the database client gives something else for ${kind}: hand over one without type parsers ` +
      'or casts of its own',
  )
}

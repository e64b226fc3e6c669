/**
 * What the failures of SQLite mean: a lock to wait for, something to mend, or an outage.
 *
 * @see SQLite documentation, Result and Error Codes
 * @module
 */

import { CoatcheckError } from '../errors.ts'

// The names of those that better-sqlite3 gives by name alone; the others need none.
const namedCodes: Readonly<Record<string, number>> = {
  ERROR: 1,
  PERM: 3,
  BUSY: 5,
  LOCKED: 6,
  READONLY: 8,
  IOERR: 10,
  CORRUPT: 11,
  FULL: 13,
  CANTOPEN: 14,
  PROTOCOL: 15,
  CONSTRAINT: 19,
  MISMATCH: 20,
  NOTADB: 26,
}

// Busy, locked, and lost the race for the lock of the write-ahead log: the statement did nothing.
const locks: ReadonlySet<number | undefined> = new Set([5, 6, 15])

const cannotOpen = 'the file cannot be opened; make its folder, and let this process write there'
const anotherShape = 'the table is missing or has another shape; see `coatcheck schema sqlite`'
const constraints = 'the table has constraints of its own; see `coatcheck schema sqlite`'

const mends: ReadonlyMap<number | undefined, string> = new Map([
  [1, anotherShape],
  [3, cannotOpen],
  [8, 'the database is read-only; let this process write the file and the folder it is in'],
  [11, 'the file is damaged; restore a copy, or begin with a new file'],
  [14, cannotOpen],
  [19, constraints],
  [20, constraints],
  [26, 'the file is no SQLite database, or an encrypted one; choose another path'],
])

const outages: ReadonlyMap<number | undefined, string> = new Map([
  [10, 'reading or writing the file failed; see to the disk'],
  [13, 'the disk is full, or the limit max_page_count is reached; make room'],
])

const locked =
  'another connection held the database for longer than busyTimeout; see who keeps a transaction open'

/** Whether somebody else held a lock, so that the statement did nothing and may be repeated. */
export function isLock(error: unknown): boolean {
  return locks.has(resultCodeOf(error))
}

/** Gives our error for a failure of a verb; one that is ours stays as it is. */
export function sqliteFailure(verb: string, error: unknown): CoatcheckError {
  if (error instanceof CoatcheckError) return error
  const code = resultCodeOf(error)
  const mend = mends.get(code)
  const what = mend ?? (locks.has(code) ? locked : outages.get(code)) ?? unknownOutage(code)
  return new CoatcheckError(
    mend === undefined ? 'ERR_STORE_UNAVAILABLE' : 'ERR_STORE_SETUP',
    `the SQLite store could not ${verb}: ${what}`,
    { cause: error },
  )
}

function unknownOutage(code: number | undefined): string {
  const which = code === undefined ? 'its driver failed' : `SQLite gave the result code ${code}`
  return `${which}; see whether the database is still open`
}

/** Gives the primary result code, whichever driver the error is of. */
function resultCodeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined
  // node:sqlite has the one number, libsql the other; the lowest byte is the primary code.
  const number = [Reflect.get(error, 'errcode'), Reflect.get(error, 'rawCode')].find(
    (candidate): candidate is number => typeof candidate === 'number',
  )
  if (number !== undefined) return number & 255
  const [, name = ''] = /^SQLITE_([A-Z]+)/.exec(String(Reflect.get(error, 'code'))) ?? []
  // libsql puts the code of a failed opening at the end of its message and nowhere else.
  const [, atEnd] = /^ConnectionFailed\(.*: (\d+)"\)$/.exec(error.message) ?? []
  return namedCodes[name] ?? (atEnd === undefined ? undefined : Number(atEnd) & 255)
}

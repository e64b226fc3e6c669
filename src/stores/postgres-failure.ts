/**
 * What the failures of PostgreSQL and its clients mean: something to mend, something to repeat, or an
 * outage.
 *
 * @see PostgreSQL documentation, Appendix A: error codes
 * @module
 */

import { codeOf } from './sql-attempt.ts'

// serialization_failure and deadlock_detected: the statement was undone as if it had never run.
const conflicts: ReadonlySet<string> = new Set(['40001', '40P01'])

/** Whether a statement was undone in favour of another one. */
export function isPostgresConflict(error: unknown): boolean {
  return conflicts.has(codeOf(error))
}

// The beginning of a code, with what is wrong and how to mend it; the first that fits counts.
const mends: readonly (readonly [string, string])[] = [
  ['28', 'the server refuses this user; see to the user name, the password and pg_hba.conf'],
  ['SASL', 'the client has no password to offer; see to the password in the URL or the options'],
  ['3D000', 'there is no such database; see to its name in the URL or the options'],
  ['3F000', 'there is no such schema; create it, or see to the option table'],
  ['25006', 'the server or this user is read-only; connect to the primary server'],
  ['42501', 'this user may not do that; grant SELECT, INSERT, UPDATE and DELETE on the table'],
  ['42', 'the table is missing or has another shape; see `coatcheck schema postgres`'],
  ['23', 'the table has constraints of its own; see `coatcheck schema postgres`'],
  ['22', 'the table has another shape; see `coatcheck schema postgres`'],
  ['0A000', 'the server does not know this statement; use PostgreSQL 13 or newer'],
]

/** Says how to mend a failure, or gives `undefined` for one that may pass by itself. */
export function postgresMend(error: unknown, hasAnswered: boolean): string | undefined {
  const code = codeOf(error) || nameOf(error)
  if (code === 'ENOTFOUND' && !hasAnswered) {
    return 'there is no such host; see to its name in the URL or the options'
  }
  return mends.find(([start]) => code.startsWith(start))?.[1]
}

// pg has no code for what it finds wrong with a password before it sends it.
function nameOf(error: unknown): string {
  return error instanceof Error && error.message.startsWith('SASL') ? 'SASL' : ''
}

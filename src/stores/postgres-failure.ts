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

const [user, database, named] = [
  'the server refuses this user; see to the user name, the password and pg_hba.conf',
  'there is no such database; see to its name in the URL or the options',
  'the client prepares statements by name, and a pooler gives it another connection for the next; ' +
    'hand over a client that does not',
] as const

// The beginning of a code, with what is wrong and how to mend it; the first that fits counts.
const mends: readonly (readonly [string, string])[] = [
  ['28', user],
  ['SASL', 'the client has no password to offer; see to the password in the URL or the options'],
  ['3D000', database],
  ['26000', named],
  ['42P05', named],
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
  if (code === '08P01' && error instanceof Error) return poolerMend(error.message)
  return mends.find(([start]) => code.startsWith(start))?.[1]
}

// PgBouncer has one code for whatever it refuses or cannot do, and tells them apart in words.
function poolerMend(message: string): string | undefined {
  const [, setting] = /unsupported startup parameter(?: in options)?: (\w+)/.exec(message) ?? []
  if (setting !== undefined) {
    return (
      `the pooler takes no ${setting} from a client that connects; leave it out of the URL and the ` +
      'options, or let ignore_startup_parameters of PgBouncer name it'
    )
  }
  if (/authentication failed|no such user/.test(message)) return user
  return /no such database|database .* does not exist/.test(message) ? database : undefined
}

// pg has no code for what it finds wrong with a password before it sends it.
function nameOf(error: unknown): string {
  return error instanceof Error && error.message.startsWith('SASL') ? 'SASL' : ''
}

/**
 * What went wrong, from what Redis or its client says: a mistake in the setup, with its mend, or a
 * server that cannot be reached for now.
 *
 * @module
 */

import { CoatcheckError } from '../errors.ts'

/** A mistake in the setup and how to mend it, by the words that give it away. */
type Mend = readonly [words: RegExp, mend: string]

// Redis begins its errors with a word in capitals; before Redis 7, one from inside a script has that
// word in the middle.
const mends: readonly Mend[] = [
  [/\bNOAUTH\b/, 'the server wants a password: give the client one'],
  [/\bWRONGPASS\b|invalid password/, 'the server refuses the username or password of the client'],
  [
    /\bNOPERM\b/,
    'the user of the client may not do this: it needs EVALSHA, EVAL, WAIT, the commands of strings, ' +
      'hashes and sorted sets, and the keys that begin with the prefix',
  ],
  [/\bREADONLY\b/, 'this server is a read-only replica: connect the client to the master'],
  [/\bMOVED\b|\bCROSSSLOT\b/, 'this server belongs to a cluster: hand over a cluster client'],
  [
    /cluster support disabled/,
    'this server is no cluster: hand over a client, not a cluster client',
  ],
  [
    /\bWRONGTYPE\b|data string too short/,
    'other keys begin with the same prefix: give another one',
  ],
  [
    /unknown command|non.deterministic/i,
    'the server is too old, or forbids a command: Redis 6.2 or later, or Valkey, is needed, with ' +
      'EVAL and EVALSHA',
  ],
  [/\bDENIED\b|protected mode/, 'the server is in protected mode: give it a password'],
  [/DB index is out of range/, 'the server has no database of this number'],
]

/** Gives the error of a verb that failed, with what led to it as its `cause`. */
export function redisFailure(verb: string, error: unknown): CoatcheckError {
  if (error instanceof CoatcheckError) return error
  const cause = withoutArguments(error)
  const words = error instanceof Error ? error.message : String(error)
  const mend = mends.find(([pattern]) => pattern.test(words))?.[1]
  return mend === undefined
    ? new CoatcheckError('ERR_STORE_UNAVAILABLE', `redis: ${verb} failed${hintOf(words)}`, {
        cause,
      })
    : new CoatcheckError('ERR_STORE_SETUP', `redis: ${verb} failed; ${mend}`, { cause })
}

/** Tells whether Redis does not know a script by its digest. */
export function isNoScript(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT')
}

/** Tells whether a pipeline has to be sent again command by command, which follows a moved slot. */
export function isRedirection(error: unknown): boolean {
  return error instanceof Error && /^(MOVED|ASK|TRYAGAIN) /.test(error.message)
}

function hintOf(words: string): string {
  if (/client is closed|Connection is closed/.test(words)) {
    return '; the client is closed: connect it before the first request, and close it after the last'
  }
  if (/\bOOM\b/.test(words)) return '; the server has reached its maxmemory'
  return '; the server cannot be reached or cannot answer: see the error events of the client'
}

// ioredis keeps the arguments of the command in its errors: keys and values, which belong in no log.
function withoutArguments(error: unknown): unknown {
  if (!(error instanceof Error) || !('command' in error)) return error
  const copy = new Error(error.message)
  copy.name = error.name
  if (error.stack !== undefined) copy.stack = error.stack
  return copy
}

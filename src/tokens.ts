/**
 * Which tokens open a session after a login or a regenerate.
 *
 * @module
 */

import { type EntryHead, maxTokens, type ValidToken } from './codecs/entry.ts'
import type { Instant, Seconds } from './time.ts'

/**
 * The tokens after a regenerate.
 *
 * Those that were valid before stay so for a grace, so that a lost answer or a parallel request logs
 * nobody out. When somebody else regenerated at the same time, both new ones stay.
 *
 * @param base the tokens this request began with
 * @param found the tokens that are in the store now
 * @param digest of the new token
 */
export function regeneratedTokens(
  base: readonly ValidToken[],
  found: readonly ValidToken[],
  digest: Uint8Array,
  now: Instant,
  graceSeconds: Seconds,
): readonly ValidToken[] {
  const isAlone = sameTokens(base, found)
  const kept = found
    .filter(({ until }) => until === null || now < until)
    .map((token) =>
      isAlone ? { ...token, until: sooner(token.until, now + graceSeconds) } : token,
    )
    .filter(({ until }) => until === null || now < until)
  return [{ digest, until: null }, ...kept].slice(0, maxTokens)
}

/** The tokens after a login of the same subject that came in between: both hold. */
export function joinedTokens(found: EntryHead, digest: Uint8Array): readonly ValidToken[] {
  return [{ digest, until: null }, ...found.tokens].slice(0, maxTokens)
}

function sooner(until: Instant | null, limit: Instant): Instant {
  return until === null ? limit : Math.min(until, limit)
}

function sameTokens(a: readonly ValidToken[], b: readonly ValidToken[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ digest }, i) => b[i] !== undefined && Buffer.compare(digest, b[i].digest) === 0)
  )
}

/**
 * Marks: the stamps of subjects and the epoch, which stand in the table of entries under keys that no
 * entry has, so that one table is all there is to set up and to grant.
 *
 * @module
 */

/** The key of the epoch. */
export const epochKey = ':epoch'

/** Gives the key of a subject's stamp. */
export function stampKey(subject: string): string {
  return `:not-before:${subject}`
}

/** How long a stamp is kept: no cookie lives longer (RFC 6265bis §5.5), so no session behind it. */
export const stampSeconds: number = 400 * 86_400

/** The end of the epoch, which has none. */
export const neverOver: number = Number.MAX_SAFE_INTEGER

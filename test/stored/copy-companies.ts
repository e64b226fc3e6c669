/**
 * Which requests meet in the tests of copies.
 *
 * @module
 */

import type { Move } from './copy-race.ts'

/** Requests that meet. */
export interface CopyCompany {
  /** Their names. */
  readonly name: string
  /** The requests. */
  readonly moves: readonly Move[]
}

/** Every kind of request. */
const everyMove: readonly Move[] = ['read', 'write', 'consume', 'regenerate', 'login', 'logout']

/** Those whose every state can be got back, where the store loses it and the browser has its copy. */
export const lossless: readonly Move[] = ['read', 'write', 'count']

/** Gives every so many kinds of request, each with itself too. */
export function copyCompanies(
  size: number,
  kinds: readonly Move[] = everyMove,
): readonly CopyCompany[] {
  return combinations(kinds, size).map((moves) => ({ name: moves.join(' ∥ '), moves }))
}

function combinations(kinds: readonly Move[], size: number): readonly (readonly Move[])[] {
  if (size === 0) return [[]]
  return kinds.flatMap((kind, i) =>
    combinations(kinds.slice(i), size - 1).map((others) => [kind, ...others]),
  )
}

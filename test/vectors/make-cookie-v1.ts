/**
 * Writes `cookie-v1.json`. The file is append-only: an entry that is there and would come out
 * otherwise, or is no longer made, is an error and nothing is written.
 *
 * Run it with `npx tsx test/vectors/make-cookie-v1.ts`.
 *
 * @module
 */

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { type CookieVectors, cookieV1File } from './cookie-v1.ts'
import { accepted } from './cookie-v1-accepted.ts'
import { refused } from './cookie-v1-refused.ts'

const format = 'Coatcheck sealed cookie, version 1 (see README.md)'

/** Every vector, as this version of the code makes it. */
export function madeVectors(): CookieVectors {
  return { format, accepted, refused }
}

/**
 * Gives the file's next content.
 *
 * @param existing what the file holds now
 * @throws {Error} naming the entries of `existing` that would change, move or go
 */
export function appended(existing: CookieVectors, made: CookieVectors): CookieVectors {
  const broken = [
    ...differences(existing.accepted, made.accepted),
    ...differences(existing.refused, made.refused),
  ]
  if (broken.length === 0) return made
  throw new Error(`these vectors are there and must stay as they are: ${broken.join('; ')}`)
}

function differences(
  existing: readonly { readonly name: string }[],
  made: readonly { readonly name: string }[],
): readonly string[] {
  return existing.filter((entry, i) => !isDeepStrictEqual(entry, made[i])).map(({ name }) => name)
}

/** The file's text. */
export function fileText(vectors: CookieVectors): string {
  return `${JSON.stringify(vectors, null, 2)}\n`
}

/** What the file holds. */
export function readVectors(): CookieVectors {
  if (!existsSync(cookieV1File)) return { format, accepted: [], refused: [] }
  // The file is ours and checked in: its shape is known.
  return JSON.parse(readFileSync(cookieV1File, 'utf8')) as CookieVectors
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const vectors = appended(readVectors(), madeVectors())
  writeFileSync(cookieV1File, fileText(vectors))
  console.log(`${vectors.accepted.length} honoured, ${vectors.refused.length} refused`)
}

/**
 * A visitor who comes with another library's cookie: which one, and what it is worth.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { type ArrivalIds, acceptedFrom } from './accept-record.ts'
import type { CookieReader, OldSession } from './codecs/reader.ts'
import type { Content } from './content.ts'
import { cookieValues } from './cookie/cookie-header.ts'
import type { AcceptedSession } from './found.ts'
import { idBytes } from './record.ts'
import { isRejection, type Rejection } from './rejection.ts'
import type { Settings } from './settings.ts'

/** An old cookie that its library would honour, or would have. */
export interface Arrival extends ArrivalIds {
  /** Who reads it. */
  readonly reader: CookieReader
  /** What it holds; `null` when it is genuine and its session is not in the old store any more. */
  readonly old: OldSession | null
}

/** Gives the values of all cookies of a name. */
export type ValuesOf = (name: string) => readonly string[]

/** Gives the readers whose cookies are in a request; empty in nearly every request. */
export function readersFor(
  readers: readonly CookieReader[],
  values: ValuesOf,
): readonly CookieReader[] {
  return readers.filter(({ cookieNames }) => cookieNames.some((name) => values(name).length > 0))
}

/** Gives a look into a `Cookie` header. */
export function valuesIn(header: string): ValuesOf {
  return (name) => cookieValues(header, name)
}

/**
 * Asks a reader.
 *
 * @returns `null` when there is nothing for it to read
 * @throws whatever the old store throws when it cannot be asked
 */
export async function arrivalBy(
  reader: CookieReader,
  values: ValuesOf,
  { now }: Settings,
): Promise<Arrival | Rejection | null> {
  const at = now()
  if (!(at < reader.until)) return { rejected: 'no-longer-accepted' }
  const reading = await reader.read(values, at)
  if (reading === null) return null
  // One that is gone may have become one of ours: at the same time, or by a request whose answer was lost.
  if (!('identity' in reading)) return reading
  const old = isRejection(reading) ? null : reading
  return { ...idsOf(reader, reading.identity), reader, old }
}

/** Gives the session that an arrival begins with, or why there is none. */
export function acceptedOf(
  { old, id, token }: Arrival,
  content: Content,
  { timeouts, now }: Settings,
): AcceptedSession | Rejection {
  if (old === null) return { rejected: 'missing' }
  return acceptedFrom(old, { id, token }, { content, timeouts, now: now() })
}

// Whoever holds the old cookie may know both: it opens the same session anyway. Neither tells it.
function idsOf({ source }: CookieReader, identity: string): ArrivalIds {
  const digest = createHash('sha512')
    .update(`coatcheck|accepted|${JSON.stringify([source, identity])}`)
    .digest()
  return {
    id: new Uint8Array(digest.subarray(0, idBytes)),
    token: new Uint8Array(digest.subarray(idBytes, 2 * idBytes)),
  }
}

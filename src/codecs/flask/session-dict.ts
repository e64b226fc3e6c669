/**
 * A record as the dict of a Flask session, and back.
 *
 * @module
 */

import { randomBytes } from '../../crypto/random-pool.ts'
import { readLossless, writeLossless } from '../../encoding/lossless-json.ts'
import { CoatcheckError } from '../../errors.ts'
import { idBytes, type SessionRecord } from '../../record.ts'
import type { Instant } from '../../time.ts'
import { flashesOf, listOf } from './flashes.ts'
import { readFlaskJson } from './read-json.ts'
import { type Reserved, readReserved, reservedKey, writeReserved } from './reserved-key.ts'
import { subjectOf } from './subject.ts'
import { writeFlaskJson } from './write-json.ts'

const permanentKey = '_permanent'
const flashesKey = '_flashes'

/** The keys that Flask and this codec have for themselves. */
export const ownKeys: readonly string[] = [permanentKey, flashesKey, reservedKey]

/** Records ↔ the JSON of Flask sessions. */
export interface SessionDict {
  /** Writes a record. */
  write(record: SessionRecord): string
  /**
   * Reads a record.
   *
   * @param signedAt the cookie's own time
   * @throws when the text is no session
   */
  read(text: string, signedAt: Instant): SessionRecord
  /** Says whether somebody else made the session, or changed who is logged in. */
  isForeign(record: SessionRecord): boolean
}

/** What is known of a record beside its fields, for as long as its id is in use. */
interface Origin {
  readonly floats: ReadonlySet<string>
  readonly isForeign: boolean
}

/**
 * Makes the dicts of an app.
 *
 * @param subjectKey the key of who is logged in
 */
export function sessionDict(subjectKey: string): SessionDict {
  // By the id's bytes, which a request hands on from what was read to what is written.
  const origins = new WeakMap<Uint8Array, Origin>()

  return {
    isForeign: ({ id }) => origins.get(id)?.isForeign === true,

    write(record) {
      // A record's body is the text of an object.
      const data = readLossless(record.body) as Readonly<Record<string, unknown>>
      const added = {
        ...(record.permanent ? { [permanentKey]: true } : {}),
        ...(record.flashes.length > 0 ? { [flashesKey]: listOf(record.flashes) } : {}),
        [reservedKey]: writeReserved(record),
      }
      for (const key of [flashesKey, reservedKey]) {
        if (Object.hasOwn(added, key) && Object.hasOwn(data, key)) refuseOwn(key)
      }
      const floats = origins.get(record.id)?.floats ?? new Set<string>()
      return writeFlaskJson({ ...data, ...added }, floats)
    },

    read(text, signedAt) {
      const { data, floats } = readFlaskJson(text)
      const reserved = readReserved(take(data, reservedKey))
      const permanent = typeof data[permanentKey] === 'boolean' && take(data, permanentKey) === true
      const flashes = flashesOf(data[flashesKey])
      if (flashes !== undefined) take(data, flashesKey)
      const subject = subjectOf(Object.hasOwn(data, subjectKey) ? data[subjectKey] : undefined)
      const { isForeign, ...fields } = clocksOf(reserved, subject, signedAt)
      origins.set(fields.id, { floats, isForeign })
      return {
        ...fields,
        touchedAt: signedAt,
        subject,
        permanent,
        flashes: flashes ?? [],
        ...(reserved?.isHeld === true ? { isHeld: true } : {}),
        body: writeLossless(data, 'data'),
      }
    },
  }
}

interface Clocks extends Pick<SessionRecord, 'id' | 'createdAt' | 'authenticatedAt'> {
  readonly isForeign: boolean
}

// Where Flask made the session, or logged somebody in, all that is known is when it signed. When
// that login was, is not: it counts as no fresh one until there is one here.
function clocksOf(
  reserved: Reserved | undefined,
  subject: string | null,
  signedAt: Instant,
): Clocks {
  if (reserved === undefined) {
    return { id: randomBytes(idBytes), createdAt: signedAt, authenticatedAt: null, isForeign: true }
  }
  const { id, createdAt, authenticatedAt } = reserved
  if (subject === reserved.subject) return { id, createdAt, authenticatedAt, isForeign: false }
  const startedAt = subject === null ? createdAt : signedAt
  return { id, createdAt: startedAt, authenticatedAt: null, isForeign: true }
}

function take(data: Record<string, unknown>, key: string): unknown {
  const value = Object.hasOwn(data, key) ? data[key] : undefined
  delete data[key]
  return value
}

function refuseOwn(key: string): never {
  throw new CoatcheckError(
    'ERR_NOT_SERIALIZABLE',
    `data.${key} holds something under a key that the session needs for itself; take another key`,
  )
}

/**
 * A session's data between its text and a handler: read through the app's schema, and checked by it
 * again before it is written.
 *
 * @module
 */

import { type LosslessText, readLossless, writeLossless } from './encoding/lossless-json.ts'
import { CoatcheckError } from './errors.ts'
import { emptyBody, type SessionRecord } from './record.ts'
import { isRejection, type Rejection } from './rejection.ts'
import type { Validate } from './schema.ts'

/** Data, fresh and mutable, with its text to compare with. */
export interface ReadContent {
  /** The data. */
  readonly data: Record<string, unknown>
  /** The data as text: what the schema made of it, else the record's body. */
  readonly baseline: LosslessText
}

/** Reads and writes a session's data. */
export interface Content {
  /** Gives the data a session begins with: nothing, or what the schema makes of nothing. */
  fresh(): ReadContent
  /** Gives a record's data, or refuses it as `invalid-data` or `malformed`. */
  read(record: SessionRecord): ReadContent | Rejection
  /**
   * Writes data.
   *
   * @throws {CoatcheckError} `ERR_NOT_SERIALIZABLE`, or `ERR_INVALID_DATA` when the schema refuses it
   */
  write(data: object): LosslessText
}

/** Gives what a request's session begins with: the same each time, and made when first asked for. */
export function freshOnce({ fresh }: Content): () => ReadContent {
  let made: ReadContent | undefined
  return () => {
    made ??= fresh()
    return made
  }
}

const malformed: Rejection = { rejected: 'malformed' }

/** Makes the reading and writing of an app's data. */
export function contentWith(validate: Validate | undefined): Content {
  if (validate === undefined) {
    return {
      fresh: () => ({ data: {}, baseline: emptyBody }),
      read(record) {
        const data = dataOf(record)
        return data === undefined ? malformed : { data, baseline: record.body }
      },
      write: (data) => writeLossless(data, 'data'),
    }
  }
  const read = (data: object): ReadContent | Rejection => {
    const validated = validate(data)
    if ('issues' in validated) return { rejected: 'invalid-data' }
    return { data: validated.output, baseline: writeLossless(validated.output, 'data') }
  }
  return {
    fresh() {
      const content = read({})
      // A schema that refuses an empty session was refused when the app began.
      return isRejection(content) ? { data: {}, baseline: emptyBody } : content
    },
    read(record) {
      const data = dataOf(record)
      return data === undefined ? malformed : read(data)
    },
    write(data) {
      const validated = validate(data)
      if (!('issues' in validated)) return writeLossless(validated.output, 'data')
      throw new CoatcheckError(
        'ERR_INVALID_DATA',
        'the schema refuses what this request left in the session: ' +
          `${validated.issues.join(', ')}; nothing was written`,
      )
    },
  }
}

function dataOf({ body }: SessionRecord): Record<string, unknown> | undefined {
  try {
    const data: unknown = readLossless(body)
    const isObject = typeof data === 'object' && data !== null && !Array.isArray(data)
    // An object with text keys, whatever they hold.
    return isObject ? (data as Record<string, unknown>) : undefined
  } catch {
    // Sealed by us, but in a notation that this version cannot read.
    return undefined
  }
}

/**
 * Which values of entries were unsealed or sealed lately, and what is in them. The store is asked each
 * time all the same, and where it gives the very bytes that are known, nothing has to be decrypted.
 * Whether the session still counts is judged each time.
 *
 * @module
 */

import type { EntryCodec, EntryHead } from './codecs/entry.ts'
import { readRecord, writeRecord } from './codecs/record-layout.ts'
import { sameBytes } from './crypto/same-bytes.ts'
import { binaryOf } from './encoding/binary-string.ts'
import { printAt, type Recent, recentThings } from './recent.ts'
import { isRejection } from './rejection.ts'
import type { Clock } from './time.ts'

/** About how many bytes of values and records are kept at most. */
const maxRecentEntryBytes: number = 8 * 1024 * 1024

interface KnownEntry {
  /** The value, as a string, which nobody can change. */
  readonly value: string
  readonly key: string
  readonly head: EntryHead
  /** What was in the envelope. It is read for each request, so that nothing is shared. */
  readonly plaintext: string
}

// What the objects of an entry take beside its texts.
const entryBytes = 600

/** The longest value that is kept, in bytes: to copy and compare more costs what it saves. */
export const maxRecentValueBytes = 16_384

/** Puts a memory before a codec. */
export function recentEntries(codec: EntryCodec, now: Clock): EntryCodec {
  const table: Recent<KnownEntry> = recentThings(maxRecentEntryBytes, now)

  const find = (value: Uint8Array): KnownEntry | undefined => {
    if (value.length > maxRecentValueBytes) return undefined
    const known = table.find(printOf(value))
    return known !== undefined && known.value === binaryOf(value) ? known : undefined
  }

  const keep = (value: Uint8Array, key: string, head: EntryHead, written: Uint8Array): void => {
    if (value.length > maxRecentValueBytes) return
    const plaintext = binaryOf(written)
    const known = { value: binaryOf(value), key, head, plaintext }
    table.keep(printOf(value), known, entryBytes + value.length + plaintext.length)
  }

  return {
    seal(head, record, key, plaintext = writeRecord(record)) {
      const value = codec.seal(head, record, key, plaintext)
      keep(value, key, head, plaintext)
      return value
    },

    readHead: (value) => find(value)?.head ?? codec.readHead(value),

    unseal(value, locator, key) {
      const known = find(value)
      const before = known?.key === key ? readRecord(known.plaintext) : undefined
      if (before !== undefined && sameBytes(before.id, locator)) return before
      const record = codec.unseal(value, locator, key)
      if (isRejection(record)) return record
      const head = codec.readHead(value)
      if (!isRejection(head)) keep(value, key, head, writeRecord(record))
      return record
    },
  }
}

// Of the tag of the envelope, which nobody can choose.
function printOf(value: Uint8Array): number {
  return printAt(value, value.length - 4)
}

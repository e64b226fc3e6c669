/**
 * An entry as the bytes of one Redis string, 43 bytes more than its value and subject:
 *
 * kind (1 byte: 1 an entry, 0 a tombstone) ‖ version ‖ touchedAt ‖ expiresAt (8 each, big-endian
 * doubles) ‖ mark of the last write ‖ mark of the write by which it came to its subject (8 each) ‖
 * length of the subject (2, 65,535 for none) ‖ subject (UTF-8) ‖ value
 *
 * The instants stand at fixed places, so that a touch writes 16 bytes, whatever the entry weighs.
 *
 * @module
 */

import { randomBytes } from 'node:crypto'
import { CoatcheckError } from '../errors.ts'
import type { StoredEntry, StoreEntry } from '../store.ts'

/** What tells a write from every other one under the same key: eight characters of one byte each. */
export type WriteMark = string

/** Makes a mark. */
export function newWriteMark(): WriteMark {
  return randomBytes(6).toString('base64url')
}

const ownerStart = 41
const noSubject = 65_535

/** Gives the owner of an entry: the length of its subject, and the subject. */
export function ownerBytes(subject: string | null): Buffer {
  const text = Buffer.from(subject ?? '')
  // The scripts read no further than this, and a subject has at most 64 characters.
  if (text.length > 255) {
    throw new CoatcheckError('ERR_OPTIONS', 'subject: the Redis store takes at most 255 bytes')
  }
  const owner = Buffer.alloc(2 + text.length)
  owner.writeUInt16BE(subject === null ? noSubject : text.length)
  text.copy(owner, 2)
  return owner
}

/** Gives the subject that an owner spells. */
export function subjectOf(owner: Buffer): string | null {
  const length = owner.readUInt16BE(0)
  return length === noSubject ? null : owner.toString('utf8', 2, 2 + length)
}

/** Gives the end of an entry, from its owner on. */
export function tailBytes({ subject, value }: StoreEntry): Buffer {
  return Buffer.concat([ownerBytes(subject), value])
}

/** Gives an entry's bytes at its first version. */
export function entryBytes(entry: StoreEntry, mark: WriteMark): Buffer {
  const head = Buffer.alloc(25)
  head.writeUInt8(1, 0)
  head.writeDoubleBE(1, 1)
  head.writeDoubleBE(entry.touchedAt, 9)
  head.writeDoubleBE(entry.expiresAt, 17)
  return Buffer.concat([head, Buffer.from(mark + mark, 'latin1'), tailBytes(entry)])
}

/** Reads an entry, over or not; `null` for a tombstone. */
export function entryOf(bytes: Buffer): StoredEntry | null {
  if (bytes.readUInt8(0) !== 1) return null
  const owner = bytes.subarray(ownerStart)
  const subject = subjectOf(owner)
  const length = subject === null ? 0 : owner.readUInt16BE(0)
  return {
    // A copy of its own, as clients may hand out windows on a buffer they share.
    value: new Uint8Array(owner.subarray(2 + length)),
    subject,
    touchedAt: bytes.readDoubleBE(9),
    expiresAt: bytes.readDoubleBE(17),
    version: bytes.readDoubleBE(1),
  }
}

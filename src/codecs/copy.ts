/**
 * The sealed copy of a stored session that its visitor carries beside the ticket, so that reading
 * costs no command. The store's entry is the truth; a copy says which entry it was taken from.
 *
 * Plaintext, version 1: `flags (1) ‖ token (16) ‖ generation (4) ‖ epoch (4) ‖ counter (4) ‖ mark (4) ‖
 * record`.
 *
 * @module
 */

import type { KeyRing } from '../crypto/key-ring.ts'
import { bytesAt, uintAt } from '../encoding/binary-string.ts'
import type { SessionRecord } from '../record.ts'
import { isRejection, type Rejection } from '../rejection.ts'
import { readRecord, writeRecord } from './record-layout.ts'
import { type Remember, sealedText } from './sealed-text.ts'

/** A session as its visitor carries it. */
export interface Copy {
  /** The token of the ticket that it belongs to, 16 bytes; beside another ticket it is worthless. */
  readonly token: Uint8Array
  /** The entry's generation. */
  readonly generation: number
  /** The entry's epoch. */
  readonly epoch: number
  /** The entry's counter. */
  readonly counter: number
  /** What tells the entry from another one with the same counter (`markOf`). */
  readonly mark: number
  /** The session; its id is the locator of the ticket. */
  readonly record: SessionRecord
}

/** Copies ↔ cookie text. */
export interface CopyCodec {
  /** Seals a copy for a cookie. */
  seal(copy: Copy, cookieName: string): string
  /** Gives the copy, or why not: `malformed`, `unknown-key`, `tampered`. Never throws. */
  unseal(text: string, cookieName: string): UnsealedCopy | Rejection
}

/** A copy that was sealed by us. */
export interface UnsealedCopy {
  /** The copy. */
  readonly copy: Copy
  /** Whether the newest secret sealed it. */
  readonly isNewest: boolean
}

const tokenBytes = 16
const numberBytes = 4
const fixedBytes = 1 + tokenBytes + 4 * numberBytes
const noFlags = 0

/** Makes the codec of copies. */
export function copyCodec(ring: KeyRing, remember?: Remember): CopyCodec {
  const texts = sealedText(ring, 'copy', remember)
  return {
    seal: (copy, cookieName) => texts.seal(writeCopy(copy), cookieName),
    unseal(text, cookieName) {
      const unsealed = texts.unseal(text, cookieName)
      if (isRejection(unsealed)) return unsealed
      const copy = readCopy(unsealed.plaintext)
      if (copy === undefined) return { rejected: 'malformed' }
      return { copy, isNewest: unsealed.isNewest }
    },
  }
}

/** Gives the last bytes of an entry's tag: unlike for any two values, but once in 2³². */
export function markOf(value: Uint8Array): number {
  const { buffer, byteOffset, byteLength } = value
  return Buffer.from(buffer, byteOffset, byteLength).readUInt32BE(byteLength - numberBytes)
}

function writeCopy({ token, generation, epoch, counter, mark, record }: Copy): Uint8Array {
  const head = Buffer.alloc(fixedBytes)
  head[0] = noFlags
  head.set(token, 1)
  for (const [i, number] of [generation, epoch, counter, mark].entries()) {
    head.writeUInt32BE(number, 1 + tokenBytes + i * numberBytes)
  }
  return Buffer.concat([head, writeRecord(record)])
}

function readCopy(plaintext: string): Copy | undefined {
  if (plaintext.length < fixedBytes || plaintext.charCodeAt(0) !== noFlags) return undefined
  const record = readRecord(plaintext.slice(fixedBytes))
  if (record === undefined) return undefined
  const numberAt = (i: number): number =>
    uintAt(plaintext, 1 + tokenBytes + i * numberBytes, numberBytes)
  return {
    token: bytesAt(plaintext, 1, tokenBytes),
    generation: numberAt(0),
    epoch: numberAt(1),
    counter: numberAt(2),
    mark: numberAt(3),
    record,
  }
}

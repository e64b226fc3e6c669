/**
 * What a store keeps of a session: a head that the app may read without the ticket, and the record,
 * sealed under a key derived from the app's secret *and* the ticket's locator. A dump of the store
 * opens no session, and neither does the secret alone.
 *
 * Value, version 1: `version (1) ‖ generation (4) ‖ epoch (4) ‖ counter (4) ‖ createdAt (5) ‖ tokens (1) ‖
 * tokens × (digest (32) ‖ until (5)) ‖ envelope`.
 *
 * @module
 */

import { envelope } from '../crypto/envelope.ts'
import type { KeyRing } from '../crypto/key-ring.ts'
import { toBase64url } from '../encoding/base64url.ts'
import { binaryOf } from '../encoding/binary-string.ts'
import type { SessionRecord } from '../record.ts'
import { isRejection, type Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'
import { readRecord, writeRecord } from './record-layout.ts'

/** A token that opens the session. */
export interface ValidToken {
  /** SHA-256 of the token. */
  readonly digest: Uint8Array
  /** When it stops doing so, because a newer one replaced it; `null`: as long as the session. */
  readonly until: Instant | null
}

/** The part of an entry that the app reads without the ticket. */
export interface EntryHead {
  /** Raised by every login; what was decided under another one counts no more. */
  readonly generation: number
  /** The store's epoch when the session began or last logged in. */
  readonly epoch: number
  /** How often the session was written; goes on where a copy brings back what the store lost. */
  readonly counter: number
  /** When the session began. */
  readonly createdAt: Instant
  /** The tokens that open it, newest first, at most four. */
  readonly tokens: readonly ValidToken[]
}

/** Entries ↔ a store's opaque value. */
export interface EntryCodec {
  /**
   * Writes an entry's value. The record's id is the locator, `key` its digest.
   *
   * @param plaintext what `writeRecord` gives of the record
   */
  seal(head: EntryHead, record: SessionRecord, key: string, plaintext?: Uint8Array): Uint8Array
  /** Reads the head, or refuses the value as `malformed`. */
  readHead(value: Uint8Array): EntryHead | Rejection
  /** Reads the record of a value whose head could be read, or says why not. */
  unseal(value: Uint8Array, locator: Uint8Array, key: string): SessionRecord | Rejection
}

/** The most tokens an entry keeps. */
export const maxTokens = 4

const version = 1
const instantBytes = 5
const digestBytes = 32
const tokenBytes = digestBytes + instantBytes
const fixedBytes = 1 + 4 + 4 + 4 + instantBytes + 1

/** Makes the codec of entries. */
export function entryCodec(ring: KeyRing): EntryCodec {
  // The head is part of what is authenticated, so that none can be put before another record.
  const envelopeFor = (head: Uint8Array, locator: Uint8Array, key: string) =>
    envelope(ring, 'entry', `${key}.${toBase64url(head)}`, locator)

  return {
    seal(head, record, key, plaintext = writeRecord(record)) {
      const bytes = writeHead(head)
      return Buffer.concat([bytes, envelopeFor(bytes, record.id, key).seal(plaintext)])
    },

    readHead,

    unseal(value, locator, key) {
      const end = fixedBytes + (value[fixedBytes - 1] ?? 0) * tokenBytes
      const unsealed = envelopeFor(value.subarray(0, end), locator, key).unseal(value.subarray(end))
      if (isRejection(unsealed)) return unsealed
      return readRecord(binaryOf(unsealed.bytes)) ?? { rejected: 'malformed' }
    },
  }
}

function writeHead({ generation, epoch, counter, createdAt, tokens }: EntryHead): Uint8Array {
  const bytes = Buffer.alloc(fixedBytes + tokens.length * tokenBytes)
  bytes[0] = version
  bytes.writeUInt32BE(generation, 1)
  bytes.writeUInt32BE(epoch, 5)
  bytes.writeUInt32BE(counter, 9)
  bytes.writeUIntBE(createdAt, 13, instantBytes)
  bytes[fixedBytes - 1] = tokens.length
  for (const [i, { digest, until }] of tokens.entries()) {
    bytes.set(digest, fixedBytes + i * tokenBytes)
    bytes.writeUIntBE(until ?? 0, fixedBytes + i * tokenBytes + digestBytes, instantBytes)
  }
  return bytes
}

function readHead(value: Uint8Array): EntryHead | Rejection {
  const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  const count = bytes[fixedBytes - 1] ?? 0
  if (bytes[0] !== version || count > maxTokens || bytes.length < fixedBytes + count * tokenBytes) {
    return { rejected: 'malformed' }
  }
  return {
    generation: bytes.readUInt32BE(1),
    epoch: bytes.readUInt32BE(5),
    counter: bytes.readUInt32BE(9),
    createdAt: bytes.readUIntBE(13, instantBytes),
    tokens: Array.from({ length: count }, (_, i) => {
      const at = fixedBytes + i * tokenBytes
      const until = bytes.readUIntBE(at + digestBytes, instantBytes)
      return {
        digest: Uint8Array.from(bytes.subarray(at, at + digestBytes)),
        until: until === 0 ? null : until,
      }
    }),
  }
}

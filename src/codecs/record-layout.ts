/**
 * The plaintext of a sealed cookie, version 1: a few fixed-size fields, then what varies.
 *
 * `flags (1) ‖ id (16) ‖ createdAt (5) ‖ touchedAt (5)`, with a login `‖ authenticatedAt (5) ‖
 * subject length (2) ‖ subject`, with messages `‖ length (3) ‖ messages`, and last the body.
 *
 * @module
 */

import { bytesAt, uintAt, utf8Of } from '../encoding/binary-string.ts'
import { type Flash, idBytes, type SessionRecord } from '../record.ts'
import type { Instant } from '../time.ts'

const rich = 1
const ascii = 2
const permanent = 4
const authenticated = 8
const flashes = 16
// 32 stays unknown: a published vector refuses it.
const held = 64
const knownFlags = rich | ascii | permanent | authenticated | flashes | held

// Five bytes of seconds reach past the year 36,000; four would end in 2106.
const instantBytes = 5
const subjectLengthBytes = 2
const flashLengthBytes = 3

/** Writes a record whose subject is at most 65,535 bytes long, and its messages 16 MB. */
export function writeRecord(record: SessionRecord): Uint8Array {
  const { subject, authenticatedAt, body } = record
  const subjectText = authenticatedAt === null || subject === null ? '' : subject
  const flashText = record.flashes.length === 0 ? '' : writeFlashes(record.flashes)
  // Most sessions have no messages, and many no login: what is empty need not be asked about.
  const subjectBytes = subjectText === '' ? 0 : Buffer.byteLength(subjectText)
  const flashBytes = flashText === '' ? 0 : Buffer.byteLength(flashText)
  const bodyBytes = Buffer.byteLength(body.text)

  const isAscii = bodyBytes === body.text.length
  const hasLogin = subjectText !== ''
  const bytes = Buffer.allocUnsafe(
    1 +
      idBytes +
      2 * instantBytes +
      (hasLogin ? instantBytes + subjectLengthBytes + subjectBytes : 0) +
      (flashBytes > 0 ? flashLengthBytes + flashBytes : 0) +
      bodyBytes,
  )
  bytes[0] =
    (body.rich ? rich : 0) |
    (isAscii ? ascii : 0) |
    (record.permanent ? permanent : 0) |
    (hasLogin ? authenticated : 0) |
    (flashBytes > 0 ? flashes : 0) |
    (record.isHeld === true ? held : 0)
  bytes.set(record.id, 1)
  let at = 1 + idBytes
  at = writeInstant(bytes, record.createdAt, at)
  at = writeInstant(bytes, record.touchedAt, at)
  if (hasLogin) {
    at = writeInstant(bytes, authenticatedAt ?? Number.NaN, at)
    at = bytes.writeUIntBE(subjectBytes, at, subjectLengthBytes)
    at += bytes.write(subjectText, at)
  }
  if (flashBytes > 0) {
    at = bytes.writeUIntBE(flashBytes, at, flashLengthBytes)
    at += bytes.write(flashText, at)
  }
  bytes.write(body.text, at, isAscii ? 'latin1' : 'utf8')
  return bytes
}

// Node writes NaN as 0, which would be a time.
function writeInstant(bytes: Buffer, instant: Instant, at: number): number {
  if (!Number.isSafeInteger(instant)) throw new RangeError('an instant is a whole number')
  return bytes.writeUIntBE(instant, at, instantBytes)
}

/** Reads a record from a binary string; `undefined` when it is none. */
export function readRecord(plaintext: string): SessionRecord | undefined {
  const flags = plaintext === '' ? knownFlags + 1 : plaintext.charCodeAt(0)
  if ((flags & ~knownFlags) !== 0) return undefined
  try {
    return readFields(plaintext, flags)
  } catch {
    // Reading past the end, or messages that are none: these bytes are no record.
    return undefined
  }
}

function readFields(plaintext: string, flags: number): SessionRecord {
  let at = 1 + idBytes + 2 * instantBytes
  let authenticatedAt: Instant | null = null
  let subject: string | null = null
  if ((flags & authenticated) !== 0) {
    authenticatedAt = uintAt(plaintext, at, instantBytes)
    at += instantBytes + subjectLengthBytes
    const end = at + uintAt(plaintext, at - subjectLengthBytes, subjectLengthBytes)
    subject = textBetween(plaintext, at, end)
    at = end
  }
  let messages: readonly Flash[] = []
  if ((flags & flashes) !== 0) {
    at += flashLengthBytes
    const end = at + uintAt(plaintext, at - flashLengthBytes, flashLengthBytes)
    messages = readFlashes(textBetween(plaintext, at, end))
    at = end
  }
  const body = plaintext.slice(at)
  const fields = {
    id: bytesAt(plaintext, 1, idBytes),
    createdAt: uintAt(plaintext, 1 + idBytes, instantBytes),
    touchedAt: uintAt(plaintext, 1 + idBytes + instantBytes, instantBytes),
    authenticatedAt,
    subject,
    permanent: (flags & permanent) !== 0,
    flashes: messages,
    body: {
      text: (flags & ascii) !== 0 ? body : utf8Of(body),
      rich: (flags & rich) !== 0,
    },
  }
  return (flags & held) === 0 ? fields : { ...fields, isHeld: true }
}

function textBetween(plaintext: string, start: number, end: number): string {
  if (end > plaintext.length) throw new RangeError('the text is cut off')
  return utf8Of(plaintext.slice(start, end))
}

function writeFlashes(list: readonly Flash[]): string {
  return JSON.stringify(list.map(({ text, category }) => [category, text]))
}

function readFlashes(json: string): readonly Flash[] {
  const list: unknown = JSON.parse(json)
  if (!Array.isArray(list)) throw new TypeError('messages are a list')
  return list.map((entry: unknown) => {
    if (!Array.isArray(entry)) throw new TypeError('a message is a pair')
    const [category, text]: unknown[] = entry
    if (typeof category !== 'string' || typeof text !== 'string') {
      throw new TypeError('a message is a pair of texts')
    }
    return { text, category }
  })
}

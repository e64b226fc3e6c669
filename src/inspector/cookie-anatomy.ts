/**
 * What takes the room of a session cookie, part by part, in the bytes that browsers count.
 *
 * @module
 */

import { cookieBytes } from '../cookie/set-cookie.ts'
import { envelopeBytes } from '../crypto/envelope.ts'
import { readLossless, writeLossless } from '../encoding/lossless-json.ts'
import type { SessionRecord } from '../record.ts'
import { plainText } from './plain-text.ts'
import type { SeenCookie, Sight } from './sight.ts'

/** A part of a cookie. */
export interface CookiePart {
  /** What it is. */
  readonly kind: 'name' | 'envelope' | 'fields' | 'key' | 'rest'
  /** What it is called. */
  readonly label: string
  /** Its bytes, as text in the cookie. */
  readonly bytes: number
}

/** A cookie's parts. */
export interface CookieAnatomy {
  /** The parts, in the order in which they are shown; their bytes add up to `bytes`. */
  readonly parts: readonly CookiePart[]
  /** Bytes of name and value. */
  readonly bytes: number
}

const namedKeys = 12
const maxLabel = 60

/** Takes a cookie of a session apart; `undefined` when the browser sent none. */
export function anatomyOf(sight: Sight, cookie: SeenCookie): CookieAnatomy | undefined {
  const { form, valueLength, isSealed } = cookie
  if (valueLength === undefined) return undefined
  const named: CookiePart = { kind: 'name', label: 'name', bytes: form.name.length }
  const bytes = cookieBytes(form.name, 'x'.repeat(valueLength))
  const holdsData = sight.keptIn === 'cookie' || cookie === sight.copy
  const opened = isSealed ? sight.record : null
  const raw = holdsData ? dataParts(opened, valueLength) : ticketParts(valueLength)
  return { parts: [named, ...asText(raw, valueLength)], bytes }
}

// Base64url spells three bytes in four characters.
function plainLength(valueLength: number): number {
  return Math.max(0, Math.floor((valueLength * 3) / 4) - envelopeBytes)
}

const envelopePart: CookiePart = {
  kind: 'envelope',
  label: 'envelope: version, key id, nonce, tag',
  bytes: envelopeBytes,
}

function ticketParts(valueLength: number): readonly CookiePart[] {
  const label = 'ticket: locator, token, two instants'
  return [envelopePart, { kind: 'fields', label, bytes: plainLength(valueLength) }]
}

function dataParts(record: SessionRecord | null, valueLength: number): readonly CookiePart[] {
  const whole = plainLength(valueLength)
  const bodyBytes = record === null ? 0 : Buffer.byteLength(record.body.text)
  // A cookie that was refused, or is spelled by another codec, is not taken apart.
  if (record === null || bodyBytes > whole) {
    return [{ kind: 'rest', label: 'value', bytes: whole + envelopeBytes }]
  }
  const flashes = record.flashes.length > 0 ? ', messages' : ''
  const subject = record.subject === null ? '' : ', subject'
  const label = `record: flags, id, instants${subject}${flashes}`
  return [
    envelopePart,
    { kind: 'fields', label, bytes: whole - bodyBytes },
    ...keyParts(record, bodyBytes),
  ]
}

/** Gives the keys of a record's data with their bytes, largest first, which add up to `bodyBytes`. */
export function keyParts(record: SessionRecord, bodyBytes: number): readonly CookiePart[] {
  // A record's body is the text of an object.
  const data = readLossless(record.body) as object
  const sizes = Object.entries(data)
    .map(([key, value]) => ({ key, size: sizeOf(key, value) }))
    .sort((a, b) => b.size - a.size)
  const sum = sizes.reduce((all, { size }) => all + size, 0)
  if (sum === 0) return bodyBytes === 0 ? [] : [rest(bodyBytes, 'data: nothing in it')]
  const scaled = (size: number): number => Math.floor((size / sum) * bodyBytes)
  const named = sizes.slice(0, namedKeys)
  const others = sizes.length - named.length
  const left = bodyBytes - named.reduce((all, { size }) => all + scaled(size), 0)
  const parts = named.map(
    ({ key, size }, index): CookiePart => ({
      kind: 'key',
      label: `data.${plainText(key, maxLabel)}`,
      // What rounding leaves is the largest's.
      bytes: scaled(size) + (index === 0 && others === 0 ? left : 0),
    }),
  )
  return others === 0 ? parts : [...parts, rest(left, `${others} more keys`)]
}

function rest(bytes: number, label: string): CookiePart {
  return { kind: 'rest', label, bytes }
}

// The name in quotes, a colon and a comma.
function sizeOf(key: string, value: unknown): number {
  const { text } = writeLossless(value, 'data')
  return Buffer.byteLength(text) + Buffer.byteLength(JSON.stringify(key)) + 2
}

// Rounded at the boundaries, so that the sum is exact.
function asText(parts: readonly CookiePart[], valueLength: number): readonly CookiePart[] {
  const whole = parts.reduce((sum, { bytes }) => sum + bytes, 0)
  let before = 0
  let start = 0
  return parts.map((part) => {
    before += part.bytes
    const end = whole === 0 ? 0 : Math.round((before / whole) * valueLength)
    const bytes = end - start
    start = end
    return { ...part, bytes }
  })
}

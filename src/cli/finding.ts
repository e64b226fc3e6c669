/**
 * What `coatcheck unseal` found in a cookie, as text and as JSON. Never an id.
 *
 * @module
 */

import { inspect } from 'node:util'
import { handleOf } from '../draft.ts'
import { readLossless } from '../encoding/lossless-json.ts'
import { absoluteDeadline, type Timeouts, verdict } from '../expiry.ts'
import type { Flash, SessionRecord } from '../record.ts'
import type { RejectionReason } from '../rejection.ts'
import { type Instant, systemClock } from '../time.ts'
import { isoTime } from './times.ts'

/** What was found. */
export interface Finding {
  /** Whether the cookie is honoured now, or why not. */
  readonly verdict: 'live' | RejectionReason
  /** What kind of thing it is. */
  readonly holds?: string
  /** The name that it is good for. */
  readonly cookieName?: string
  /** The digest of the session's id. */
  readonly handle?: string
  /** Who is logged in. */
  readonly subject?: string | null
  /** When the session began. */
  readonly createdAt?: Instant
  /** When the subject logged in. */
  readonly authenticatedAt?: Instant | null
  /** When activity was last recorded. */
  readonly touchedAt?: Instant
  /** When it ends unless its visitor comes back. */
  readonly idleAt?: Instant
  /** When it ends whatever its visitor does, short of logging in again. */
  readonly absoluteAt?: Instant
  /** Whether the browser keeps it when it closes. */
  readonly permanent?: boolean
  /** Messages not yet taken. */
  readonly flashes?: readonly Flash[]
  /** The data. */
  readonly data?: unknown
}

/** Says what a record holds and what its clocks say. */
export function recordFinding(
  cookieName: string,
  record: SessionRecord,
  timeouts: Timeouts,
): Finding {
  const { id, subject, createdAt, authenticatedAt, touchedAt, permanent, flashes, body } = record
  return {
    verdict: verdict(record, timeouts, systemClock()),
    holds: 'a session, sealed in the cookie',
    cookieName,
    handle: handleOf(id),
    subject,
    createdAt,
    authenticatedAt,
    touchedAt,
    idleAt: touchedAt + timeouts.idleTimeout,
    absoluteAt: absoluteDeadline(record, timeouts),
    permanent,
    flashes,
    data: readLossless(body),
  }
}

/** Gives JSON; of values that JSON does not know, what `util.inspect` shows. */
export function plainJson(found: Finding): string {
  return `${JSON.stringify({ ...found, ...('data' in found ? { data: plain(found.data) } : {}) })}\n`
}

/** Gives lines for a person. */
export function findingText(found: Finding): string {
  const lines = Object.entries(found).map(([name, value]) => [
    labels[name] ?? name,
    shown(name, value),
  ])
  const width = Math.max(...lines.map(([label = '']) => label.length))
  return lines.map(([label = '', text]) => `${label.padEnd(width)}  ${text}\n`).join('')
}

const labels: Readonly<Record<string, string>> = {
  cookieName: 'cookie',
  createdAt: 'created',
  authenticatedAt: 'logged in',
  touchedAt: 'last seen',
  idleAt: 'ends when idle until',
  absoluteAt: 'ends at the latest',
  flashes: 'messages',
}

const reasons: Readonly<Partial<Record<string, string>>> = {
  live: 'live',
  malformed: 'refused, malformed: this is no cookie of Coatcheck, or it was cut short',
  tampered: 'refused, tampered: it was changed, or it is good for a cookie of another name',
  'unknown-key': 'refused, unknown-key: none of these secrets sealed it',
  idle: 'refused, idle: its visitor was away for longer than the idle timeout',
  absolute: 'refused, absolute: it has reached the absolute timeout',
  missing:
    'refused, missing: the store has no such session; it is over, was ended, or is elsewhere',
  revoked: 'refused, revoked: everyone was logged out since',
  superseded: 'refused, superseded: its visitor was given another ticket since',
}

function shown(name: string, value: unknown): string {
  if (name === 'verdict') return reasons[String(value)] ?? `refused, ${value}`
  if (name.endsWith('At') && typeof value === 'number') return isoTime(value)
  if (value === null) return 'nobody'
  return typeof value === 'string' ? oneLine(value) : oneLine(inspect(value, { depth: 10 }))
}

// What a visitor put into a session must not move a terminal's cursor.
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (
    typeof value === 'object' &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  const isPlain = value === null || ['string', 'boolean'].includes(typeof value)
  return isPlain || Number.isFinite(value) ? value : inspect(value)
}

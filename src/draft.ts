/**
 * What a request has made of a session so far: the one mutable thing on the line between opening
 * and committing.
 *
 * @module
 */

import { createHash } from 'node:crypto'
import { randomBytes } from './crypto/random-pool.ts'
import { toBase64url } from './encoding/base64url.ts'
import { type LosslessText, sameText, writeLossless } from './encoding/lossless-json.ts'
import type { Found } from './found.ts'
import { emptyBody, type Flash, idBytes, isEmpty, type SessionRecord } from './record.ts'
import type { Clock, Instant } from './time.ts'

/** A session in the making. */
export interface Draft {
  /** What there was. */
  readonly found: Found
  /** The data, live: always the same object, whatever happens to the session. */
  readonly data: Record<string, unknown>
  /** Made when first needed. */
  id: Uint8Array | undefined
  createdAt: Instant
  touchedAt: Instant
  authenticatedAt: Instant | null
  subject: string | null
  permanent: boolean
  flashes: readonly Flash[]
  /** Whether it is kept even with nothing in it. */
  isHeld: boolean
  /**
   * The data as text, as it stands where it is kept; `undefined` when it was dropped, so that
   * nothing done to it can come too late.
   */
  kept: LosslessText | undefined
  /** Whether a handler may have changed the data: set, or held something mutable. */
  mayHaveChanged: boolean
  /** Whether a new ticket was asked for, and by whom: `'accept'` for a login in an old cookie. */
  newTicket: 'login' | 'regenerate' | 'accept' | undefined
  /** Whether there is no earlier session. */
  isNew: boolean
  /** Whether the session that was found is to be ended. */
  hasEnded: boolean
}

/** Begins a draft with what was found. */
export function draftOf(found: Found, now: Clock): Draft {
  const earlier = found.session ?? found.accepted
  const { data, baseline } = earlier ?? found.fresh()
  const record = earlier?.record
  const createdAt = record === undefined ? now() : record.createdAt
  const logsIn = found.session === null && record !== undefined && record.subject !== null
  return {
    found,
    data,
    id: record?.id,
    createdAt,
    touchedAt: record?.touchedAt ?? createdAt,
    authenticatedAt: record?.authenticatedAt ?? null,
    subject: record?.subject ?? null,
    permanent: record?.permanent ?? false,
    flashes: record?.flashes ?? [],
    isHeld: record?.isHeld ?? false,
    kept: baseline,
    mayHaveChanged: false,
    newTicket: logsIn ? 'accept' : undefined,
    isNew: record === undefined,
    hasEnded: false,
  }
}

/** Gives the draft's id, made now if there is none. */
export function idOf(draft: Draft): Uint8Array {
  draft.id ??= randomBytes(idBytes)
  return draft.id
}

/** Gives the digest of an id: SHA-256 in base64url, safe in logs and URLs. */
export function handleOf(id: Uint8Array): string {
  return toBase64url(createHash('sha256').update(id).digest())
}

/** Ends the session that was found; the draft goes on as a fresh, empty one. */
export function endDraft(draft: Draft, now: Instant): void {
  draft.id = undefined
  draft.createdAt = now
  draft.touchedAt = now
  draft.authenticatedAt = null
  draft.subject = null
  draft.permanent = false
  draft.flashes = []
  draft.isHeld = false
  emptyData(draft)
  draft.newTicket = undefined
  draft.isNew = true
  draft.hasEnded = true
}

/** Drops what the request made of a session, which goes on as it is kept. */
export function dropChanges(draft: Draft, record: SessionRecord): void {
  draft.id = record.id
  draft.createdAt = record.createdAt
  draft.touchedAt = record.touchedAt
  draft.authenticatedAt = record.authenticatedAt
  draft.subject = record.subject
  draft.permanent = record.permanent
  draft.flashes = record.flashes
  draft.isHeld = record.isHeld ?? false
  draft.newTicket = undefined
}

/** Removes all data and leaves the object, which handlers may hold. */
export function emptyData(draft: Draft): void {
  draft.mayHaveChanged = true
  for (const key of Object.keys(draft.data)) delete draft.data[key]
}

/**
 * Gives the record that the draft amounts to.
 *
 * @param write writes the data; it is called only when the data may have changed
 */
export function recordOf(
  draft: Draft,
  now: Instant,
  write: (data: object) => LosslessText,
): SessionRecord {
  const record = {
    id: idOf(draft),
    createdAt: draft.createdAt,
    touchedAt: Math.max(now, draft.touchedAt),
    authenticatedAt: draft.authenticatedAt,
    subject: draft.subject,
    permanent: draft.permanent,
    flashes: draft.flashes,
    body: bodyOf(draft, write),
  }
  return draft.isHeld ? { ...record, isHeld: true } : record
}

function bodyOf(draft: Draft, write: (data: object) => LosslessText): LosslessText {
  const { fresh, accepted = null } = draft.found
  const session = draft.hasEnded ? null : (draft.found.session ?? accepted)
  if (!draft.mayHaveChanged) return session?.record.body ?? emptyBody
  const body = write(draft.data)
  // Keys that a schema stripped while reading stay until something really changes.
  if (session !== null && sameText(body, session.baseline)) return session.record.body
  return sameText(body, fresh().baseline) ? emptyBody : body
}

/** Says whether the request ended the session, or left nothing in it. */
export function isOver(draft: Draft, now: Instant, write: (data: object) => LosslessText): boolean {
  if (draft.hasEnded) return true
  try {
    return isEmpty(recordOf(draft, now, write))
  } catch {
    // What cannot be written is something.
    return false
  }
}

/** Remembers the data as it is now kept, or that it was dropped, to find what changes later. */
export function keepForLater(draft: Draft, isKept: boolean): void {
  if (!isKept) draft.kept = undefined
  else if (draft.mayHaveChanged) draft.kept = textOf(draft.data)
}

// Data may hold what cannot be kept and is stripped by a schema; then nothing is watched for.
function textOf(data: object): LosslessText | undefined {
  try {
    return writeLossless(data, 'data')
  } catch {
    return undefined
  }
}

/** Names the keys whose values differ between two states of a session's data. */
export function changedKeys(before: object, after: object): readonly string[] {
  const old = new Map(Object.entries(before))
  const now = new Map(Object.entries(after))
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => old.has(key) !== now.has(key) || !sameValue(old.get(key), now.get(key)),
  )
}

function sameValue(a: unknown, b: unknown): boolean {
  try {
    return sameText(writeLossless(a, 'data'), writeLossless(b, 'data'))
  } catch {
    // A value that cannot be written is none that was read.
    return false
  }
}

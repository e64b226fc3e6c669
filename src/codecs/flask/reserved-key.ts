/**
 * What a Flask session has no place for, under one key that Flask keeps and hands back:
 * `[id, createdAt]`, with a login `[id, createdAt, authenticatedAt, subject]`, and a fifth element,
 * `true`, where the session is held.
 *
 * @module
 */

import { fromBase64url, toBase64url } from '../../encoding/base64url.ts'
import { idBytes, type SessionRecord } from '../../record.ts'
import type { Instant } from '../../time.ts'

/** The key. */
export const reservedKey = '_coatcheck'

/** What stands under it. */
export interface Reserved {
  /** The session's id. */
  readonly id: Uint8Array
  /** When the session began. */
  readonly createdAt: Instant
  /** When `subject` logged in here; `null` when nobody did. */
  readonly authenticatedAt: Instant | null
  /** Who was logged in when it was written, which Flask may have changed since. */
  readonly subject: string | null
  /** Whether the session is kept with nothing in it. */
  readonly isHeld: boolean
}

/** Writes what of a record stands under the key. */
export function writeReserved(record: SessionRecord): readonly unknown[] {
  const { id, createdAt, authenticatedAt, subject, isHeld = false } = record
  const list: unknown[] = [toBase64url(id), createdAt]
  if (subject !== null || isHeld) list.push(authenticatedAt, subject)
  if (isHeld) list.push(true)
  return list
}

/** Reads it; `undefined` when the value is none. */
export function readReserved(value: unknown): Reserved | undefined {
  if (!Array.isArray(value) || value.length > 5) return undefined
  const [idText, createdAt, authenticatedAt = null, subject = null, isHeld = false]: unknown[] =
    value
  const id = typeof idText === 'string' ? fromBase64url(idText) : undefined
  if (id?.length !== idBytes || !isInstant(createdAt) || typeof isHeld !== 'boolean') {
    return undefined
  }
  if (authenticatedAt !== null && !isInstant(authenticatedAt)) return undefined
  if (subject !== null && typeof subject !== 'string') return undefined
  return { id: Uint8Array.from(id), createdAt, authenticatedAt, subject, isHeld }
}

function isInstant(value: unknown): value is Instant {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

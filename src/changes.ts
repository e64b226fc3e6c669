/**
 * When something is written: compares what was read with what the request leaves behind.
 *
 * @module
 */

import { sameText } from './encoding/lossless-json.ts'
import { isEmpty, type SessionRecord, sameFlashes } from './record.ts'

/** What one request did to a session. */
export type Change =
  | { readonly kind: 'none' }
  | { readonly kind: 'create'; readonly record: SessionRecord }
  | { readonly kind: 'touch'; readonly record: SessionRecord }
  | { readonly kind: 'update'; readonly record: SessionRecord }
  | { readonly kind: 'end' }

/** What a request found and what it leaves. */
export interface Outcome {
  /** What was read, or `null` when there was no session. */
  readonly before: SessionRecord | null
  /** What is left; once a session was ended, what follows it has another id. */
  readonly after: SessionRecord
  /** Whether a new ticket was asked for (login, regenerate). */
  readonly newTicket: boolean
  /** Whether it is time to record activity. */
  readonly touchDue: boolean
}

/** What is left of a session when the answer is a server error. */
export interface Aftermath {
  /** What was read, or `null` when there was no session. */
  readonly before: SessionRecord | null
  /** Whether the request ended the session, or left nothing in it. */
  readonly isOver: boolean
}

/**
 * Decides what is to be done. Dirty means different bytes: setting an equal value writes nothing.
 *
 * A session with nothing in it is never created, and one that was emptied is ended.
 */
export function changeOf({ before, after, newTicket, touchDue }: Outcome): Change {
  if (isEmpty(after)) return before === null ? { kind: 'none' } : { kind: 'end' }
  if (before === null || !sameId(before, after)) return { kind: 'create', record: after }
  if (newTicket || !sameContent(before, after)) return { kind: 'update', record: after }
  return touchDue ? { kind: 'touch', record: after } : { kind: 'none' }
}

/**
 * Decides what is left to do when the answer is a server error: nothing but ending what the request
 * ended or emptied.
 */
export function endOf({ before, isOver }: Aftermath): Change {
  return before !== null && isOver ? { kind: 'end' } : { kind: 'none' }
}

function sameId(before: SessionRecord, after: SessionRecord): boolean {
  return (
    before.id === after.id ||
    (before.id.length === after.id.length && before.id.every((byte, i) => byte === after.id[i]))
  )
}

function sameContent(before: SessionRecord, after: SessionRecord): boolean {
  return (
    before.subject === after.subject &&
    before.authenticatedAt === after.authenticatedAt &&
    before.permanent === after.permanent &&
    before.isHeld === after.isHeld &&
    sameText(before.body, after.body) &&
    sameFlashes(before.flashes, after.flashes)
  )
}

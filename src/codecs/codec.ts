/**
 * What turns a record into cookie text and back. A codec knows keys and bytes; it knows no clock
 * and no request.
 *
 * @module
 */

import type { KeyRing } from '../crypto/key-ring.ts'
import type { SessionRecord } from '../record.ts'
import type { Rejection } from '../rejection.ts'
import type { Instant } from '../time.ts'

/** What a cookie's text was found to hold. */
export interface UnsealedText {
  /** The bytes, as a string of one character each. */
  readonly plaintext: string
  /** Whether the newest secret sealed it. */
  readonly isNewest: boolean
}

/** Record ↔ cookie text. */
export interface Codec {
  /**
   * Seals a record for a cookie.
   *
   * @param cookieName the name with its prefix; the text is good for this cookie only
   * @param at what time it is, for those who have asked already
   * @returns text made only of characters that a cookie may hold
   */
  seal(record: SessionRecord, cookieName: string, at?: Instant): string
  /**
   * Checks a cookie's text and gives what it holds, or why it is refused: `malformed`,
   * `unknown-key`, `tampered`. Never throws, whatever the text.
   *
   * @param at what time it is, for those who have asked already
   */
  unseal(text: string, cookieName: string, at?: Instant): UnsealedText | Rejection
  /** Reads the record from what `unseal` gave, or refuses it as `malformed`. */
  parse(plaintext: string): SessionRecord | Rejection
  /** What to mind when another program writes the cookie too; absent: nobody else does. */
  readonly shared?: Sharing
}

/** A codec of a cookie that another program writes too. It brings that program's secrets. */
export interface SharedCodec extends Codec {
  /** What to mind, since another program writes the cookie too. */
  readonly shared: Sharing
  /** The cookie's name unless the app gives one, which has no prefix of ours. */
  readonly cookieName: string
  /** The secrets for whatever else the app needs some, such as tokens in forms. */
  readonly ring: KeyRing
}

/** What to mind when another program writes the cookie too. */
export interface Sharing {
  /**
   * Says whether the other program made a session that was read, or logged somebody in or out, so
   * that the next top-level navigation writes it with what only we keep.
   */
  isForeign(record: SessionRecord): boolean
  /**
   * Gives what a request leaves as it will be read back, where the data says who is logged in.
   *
   * @throws {CoatcheckError} `ERR_INVALID_DATA` when subject and data contradict each other
   */
  agree(outcome: SharedOutcome): SessionRecord
}

/** What a request found in a shared cookie and what it leaves. */
export interface SharedOutcome {
  /** What is left. */
  readonly after: SessionRecord
  /** What was read, or `null` when there was no session. */
  readonly before: SessionRecord | null
  /** Says whether the handler was shown a key of what was read: a schema may have stripped it. */
  isShown(key: string): boolean
}

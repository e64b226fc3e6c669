/**
 * What turns a record into cookie text and back. A codec knows keys and bytes; it knows no clock
 * and no request.
 *
 * @module
 */

import type { Unsealed } from '../crypto/envelope.ts'
import type { SessionRecord } from '../record.ts'
import type { Rejection } from '../rejection.ts'

/** Record ↔ cookie text. */
export interface Codec {
  /**
   * Seals a record for a cookie.
   *
   * @param cookieName the name with its prefix; the text is good for this cookie only
   * @returns text made only of characters that a cookie may hold
   */
  seal(record: SessionRecord, cookieName: string): string
  /**
   * Checks a cookie's text and gives the bytes it holds, or why it is refused: `malformed`,
   * `unknown-key`, `tampered`. Never throws, whatever the text.
   */
  unseal(text: string, cookieName: string): Unsealed | Rejection
  /** Reads the record from bytes that `unseal` gave, or refuses them as `malformed`. */
  parse(bytes: Uint8Array): SessionRecord | Rejection
}

/**
 * The token of the inspector's own forms, bound to the visitor's session. Unlike `csrfToken` it uses
 * no session, so that a page with a form renews none.
 *
 * @see coatcheck/guards/csrf, whose token it resembles
 * @module
 */

import { timingSafeEqual } from 'node:crypto'
import type { KeyRing } from '../crypto/key-ring.ts'
import { randomBytes } from '../crypto/random-pool.ts'
import { fromBase64url, toBase64url } from '../encoding/base64url.ts'
import type { Sight } from './sight.ts'

const digestBytes = 32

/** Gives a token for a form, written differently each time; `undefined` without a session. */
export function formToken(ring: KeyRing | undefined, sight: Sight): string | undefined {
  const [digest] = digestsOf(ring, sight)
  if (digest === undefined) return undefined
  const mask = randomBytes(digestBytes)
  return toBase64url(Buffer.concat([mask, xor(digest, mask)]))
}

/** Says whether a text is a token of this session, in constant time. */
export function isFormToken(ring: KeyRing | undefined, sight: Sight, token: string): boolean {
  const bytes = token.length > 2 * digestBytes * 2 ? undefined : fromBase64url(token)
  if (bytes === undefined || bytes.length !== 2 * digestBytes) return false
  const said = xor(bytes.subarray(digestBytes), bytes.subarray(0, digestBytes))
  return digestsOf(ring, sight).filter((digest) => timingSafeEqual(digest, said)).length > 0
}

// No text of csrfToken() begins so: there a handle of 43 characters stands before the first dot.
function digestsOf(ring: KeyRing | undefined, { handle, record }: Sight): readonly Uint8Array[] {
  if (ring === undefined || handle === null || record === null) return []
  const text = `inspector.${handle}.${record.authenticatedAt ?? ''}.${record.subject ?? ''}`
  return ring.digests(text, 'csrf').map((digest) => Buffer.from(digest, 'base64url'))
}

function xor(bytes: Uint8Array, mask: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => byte ^ (mask[i] ?? 0))
}

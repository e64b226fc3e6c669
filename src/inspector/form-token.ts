/**
 * The token of the inspector's own forms, bound to the visitor's session. Unlike `csrfToken` it uses
 * no session, so that a page with a form renews none.
 *
 * @see coatcheck/guards/csrf
 * @module
 */

import type { KeyRing } from '../crypto/key-ring.ts'
import { isMaskedDigest, maskedDigest } from '../crypto/masked-digest.ts'
import type { Sight } from './sight.ts'

/** Gives a token for a form, written differently each time; `undefined` without a session. */
export function formToken(ring: KeyRing | undefined, sight: Sight): string | undefined {
  const [digest] = digestsOf(ring, sight)
  return digest === undefined ? undefined : maskedDigest(digest)
}

/** Says whether a text is a token of this session, in constant time. */
export function isFormToken(ring: KeyRing | undefined, sight: Sight, token: string): boolean {
  return isMaskedDigest(token, digestsOf(ring, sight))
}

// No text of csrfToken() begins so: there a handle of 43 characters stands before the first dot.
function digestsOf(ring: KeyRing | undefined, { handle, record }: Sight): readonly Uint8Array[] {
  if (ring === undefined || handle === null || record === null) return []
  const text = `inspector.${handle}.${record.authenticatedAt ?? ''}.${record.subject ?? ''}`
  return ring.digests(text, 'csrf').map((digest) => Buffer.from(digest, 'base64url'))
}

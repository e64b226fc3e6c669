/**
 * The session ids that a request's `Cookie` header brings.
 *
 * @module
 */

import { type IdSecret, signedId } from '../codecs/signed-id.ts'
import { cookieValues } from '../cookie/cookie-header.ts'

// More candidates than this are no accident, and each of them may cost a store command.
const maxIds = 4

/**
 * Gives the session ids of a `Cookie` header whose signature holds under one of the secrets, in
 * their order, four at most.
 */
export function signedIds(
  header: string | undefined,
  name: string,
  secrets: readonly IdSecret[],
): readonly string[] {
  if (header === undefined) return []
  const ids = new Set<string>()
  for (const value of cookieValues(header, name)) {
    const id = signedId(value, secrets)
    if (id !== undefined) ids.add(id)
    if (ids.size === maxIds) break
  }
  return [...ids]
}

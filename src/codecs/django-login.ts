/**
 * Whether a Django login still stands: Django keeps an HMAC of the user's password hash in the
 * session, so that changing the password ends the sessions of everybody who was logged in.
 *
 * @see Django 5.2 `django/contrib/auth/__init__.py` (`get_user`),
 * `django/contrib/auth/base_user.py` (`_get_session_auth_hash`)
 * @module
 */

import { createHmac } from 'node:crypto'
import { sameBytes } from '../crypto/same-bytes.ts'
import { saltedKey } from './django-signed.ts'

/** Gives the `password` field that Django keeps of a user; `undefined` when there is no such user. */
export type PasswordOf = (
  userId: string,
) => string | null | undefined | Promise<string | null | undefined>

const salt = 'django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash'

/** Gives the keys for `stillStands`, of the app's secrets. */
export function loginKeys(secrets: readonly (string | Uint8Array)[]): readonly Uint8Array[] {
  return secrets.map((secret) => saltedKey(secret, salt))
}

/** Says whether the login in a session is one that Django would honour; so is none at all. */
export async function stillStands(
  data: Readonly<Record<string, unknown>>,
  keys: readonly Uint8Array[],
  passwordOf: PasswordOf,
): Promise<boolean> {
  const { _auth_user_id: userId, _auth_user_hash: hash } = data
  if (userId === undefined) return true
  if (typeof hash !== 'string') return false
  const password = await passwordOf(String(userId))
  if (password === undefined || password === null) return false
  const given = Buffer.from(hash)
  return keys
    .map((key) => Buffer.from(createHmac('sha256', key).update(password).digest('hex')))
    .some((expected) => sameBytes(expected, given))
}

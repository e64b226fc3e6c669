/**
 * The seals of iron-session, `Fe26.2*…~2`: what one holds, once its MAC was found right.
 *
 * @see https://github.com/brc-dd/iron-webcrypto (the format), https://hapi.dev/module/iron
 * @module
 */

import { createDecipheriv, createHmac, pbkdf2Sync, timingSafeEqual } from 'node:crypto'
import { fromBase64url } from '../encoding/base64url.ts'
import type { Rejection } from '../rejection.ts'

/** What a seal held. */
export interface IronContent {
  /** The JSON text. */
  readonly json: string
  /** When the seal ends, in Unix milliseconds; `undefined` when it never does. */
  readonly expiresAtMs: number | undefined
}

// seal = "Fe26.2" "*" password-id "*" salt "*" iv "*" ciphertext "*" [ expiration ]
//        "*" mac-salt "*" mac "~2"
// A salt is 32 bytes in lower-case hex and is used as that text. What stands after the MAC is not
// authenticated: only the one spelling that iron-session 8 and 9 write is taken.
const seal =
  /^(Fe26\.2\*(\w{0,32})\*([\da-f]{64})\*([\w-]{22})\*([\w-]{22,})\*([1-9]\d{0,15})?)\*([\da-f]{64})\*([\w-]{43})~2$/

const keyBytes = 32

// Iron's default for passwords of 32 characters, which iron-session does not let apps change. It
// bounds what a garbage cookie costs: one HMAC of its text and one round of PBKDF2.
const iterations = 1

/**
 * Takes out what a seal holds, or says why not: `malformed`, `unknown-key`, `tampered`.
 *
 * Whether it is over is for the caller to say.
 *
 * @param passwords by the id a seal names
 */
export function unsealIron(
  text: string,
  passwords: ReadonlyMap<string, string>,
): IronContent | Rejection {
  const [, signed, id, salt, iv, ciphertext, expiration, macSalt, mac] = seal.exec(text) ?? []
  const ivBytes = fromBase64url(iv ?? '')
  const bytes = fromBase64url(ciphertext ?? '')
  const macBytes = fromBase64url(mac ?? '')
  if (
    signed === undefined ||
    salt === undefined ||
    macSalt === undefined ||
    ivBytes === undefined ||
    bytes === undefined ||
    macBytes === undefined
  ) {
    return { rejected: 'malformed' }
  }
  const password = passwords.get(id ?? '')
  if (password === undefined) return { rejected: 'unknown-key' }
  const expected = createHmac('sha256', keyOf(password, macSalt)).update(signed).digest()
  if (!timingSafeEqual(expected, macBytes)) return { rejected: 'tampered' }
  try {
    const decipher = createDecipheriv('aes-256-cbc', keyOf(password, salt), ivBytes)
    const json = Buffer.concat([decipher.update(bytes), decipher.final()]).toString()
    return { json, expiresAtMs: expiration === undefined ? undefined : Number(expiration) }
  } catch {
    // Under a good MAC, but no whole blocks: not a seal that Iron made.
    return { rejected: 'malformed' }
  }
}

function keyOf(password: string, salt: string): Buffer {
  return pbkdf2Sync(password, salt, iterations, keyBytes, 'sha1')
}
